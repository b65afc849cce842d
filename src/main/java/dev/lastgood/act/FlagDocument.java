package dev.lastgood.act;

import dev.lastgood.api.FlagFormat;

/** How flags are written in the text of one ConfigMap key. Text in, text out: no cluster. */
public sealed interface FlagDocument permits FlagdDocument, PlainFlag {

    /** The one for a format. */
    static FlagDocument of(FlagFormat format) {
        return switch (format) {
            case Flagd -> new FlagdDocument();
            case Plain -> new PlainFlag();
        };
    }

    /**
     * Switches one flag off and leaves everything else as it is, byte for byte.
     *
     * @param document the text of the key
     * @param flag the name of the flag
     * @param offVariant what off means; {@code null} or blank for the format's own default
     * @return the text to write, and the flag's part of it before and after
     * @throws FlagProblem if the flag or its off variant is not there, or the text is not such a document; a flag is
     *     never created
     */
    Switched switchOff(String document, String flag, String offVariant) throws FlagProblem;

    /**
     * Whether there is nothing to switch off.
     *
     * @throws FlagProblem as {@link #switchOff}
     */
    default boolean isOff(String document, String flag, String offVariant) throws FlagProblem {
        return !switchOff(document, flag, offVariant).changed();
    }
}
