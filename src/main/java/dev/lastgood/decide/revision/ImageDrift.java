package dev.lastgood.decide.revision;

import java.time.Instant;

/**
 * Other bytes behind the same tag, within one revision.
 *
 * @param from imageID of the pods with which the revision began
 * @param to imageID of newer pods
 * @param since when the first of them was seen
 */
public record ImageDrift(String container, String from, String to, Instant since) {

    private static final int DIGITS = 12;
    private static final String ALGORITHM = "sha256:";

    /** What happened, in one line. */
    public String words() {
        return "the image of container " + container + " has other bytes under the same tag since " + since + ": "
                + cut(from) + " -> " + cut(to);
    }

    /** What a person does about it. */
    public String remedy() {
        return "no rollback restores the bytes behind a tag: "
                + (ImageBytes.isPullable(from) ? "deploy " + from : "push the former image again")
                + ", and name images by digest";
    }

    private static String cut(String id) {
        String digest = ImageBytes.digest(id);
        int end = ALGORITHM.length() + DIGITS;
        return digest.length() > end ? digest.substring(0, end) : digest;
    }
}
