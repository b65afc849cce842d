package dev.lastgood.act.flag;

import dev.lastgood.act.kube.KeptPart;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.FlagFormat;

/** How flags are written in a text, such as that of one ConfigMap key. Text in, text out: no cluster. */
public sealed interface FlagDocument permits FlagdDocument, GoFeatureFlagDocument, PlainFlag, PropertiesFlag {

    /** The one for a format. */
    static FlagDocument of(FlagFormat format) {
        return switch (format) {
            case Flagd -> new FlagdDocument();
            case GoFeatureFlag -> new GoFeatureFlagDocument();
            case Plain -> new PlainFlag();
            case Properties -> new PropertiesFlag();
        };
    }

    /**
     * Switches one flag off and leaves everything else as it is, byte for byte.
     *
     * @param document the text of the key
     * @param flag the name of the flag
     * @param offVariant what off means; {@code null} or blank for the format's own default
     * @return the text to write, and the flag's part of it before and after
     * @throws SwitchProblem if the flag or its off variant is not there, or the text is not such a document; a flag is
     *     never created
     */
    Switched switchOff(String document, String flag, String offVariant) throws SwitchProblem;

    /**
     * Finds a flag.
     *
     * @throws SwitchProblem as {@link #switchOff}
     */
    FlagPart part(String document, String flag) throws SwitchProblem;

    /**
     * Whether there is nothing to switch off.
     *
     * @throws SwitchProblem as {@link #switchOff}
     */
    default boolean isOff(String document, String flag, String offVariant) throws SwitchProblem {
        return !switchOff(document, flag, offVariant).changed();
    }

    /**
     * Puts a flag back as it was before it was switched off.
     *
     * @param before what was kept of it before, as in {@link Switched}
     * @param after what was kept of it after
     * @return the text to write; not changed where the flag is as it was already
     * @throws SwitchProblem {@code FlagChangedMeanwhile} where it is neither, {@code FlagNotRestorable} where only its
     *     digest was kept; else as {@link #switchOff}
     */
    default Switched restore(String document, String flag, String before, String after) throws SwitchProblem {
        FlagPart part = part(document, flag);
        String now = KeptPart.of(part.text());
        if (now.equals(before)) {
            return Switched.wasOff(document, part.text());
        }
        if (!now.equals(after)) {
            throw new SwitchProblem(
                    Reason.FlagChangedMeanwhile,
                    "Flag " + KnownNames.quoted(flag) + " was changed by somebody since it was switched off, and stays "
                            + "as it is");
        }
        if (KeptPart.isDigest(before)) {
            throw new SwitchProblem(
                    Reason.FlagNotRestorable,
                    "Flag " + KnownNames.quoted(flag) + " is larger than " + KeptPart.LIMIT
                            + " bytes, so that only its digest was kept: put it back by hand");
        }
        String changed = document.substring(0, part.start()) + before + document.substring(part.end());
        return Switched.from(changed, part.text(), before);
    }
}
