package dev.lastgood.act;

import dev.lastgood.lib.Digest;
import java.nio.charset.StandardCharsets;

/**
 * A document in which one flag is off.
 *
 * @param document the whole document, everything but the flag as it was
 * @param before the flag's own part of the document before (compact JSON, or the plain value); beyond {@value #LIMIT}
 *     bytes its digest, {@code sha256:} and hexadecimal, which cannot be restored
 * @param after the same after
 * @param changed false if the flag was off already; the document is then the one that was given
 */
public record Switched(String document, String before, String after, boolean changed) {

    /** What of a flag is kept in an incident's status, in bytes of UTF-8. */
    public static final int LIMIT = 8 * 1024;

    private static final String DIGEST = "sha256:";

    static Switched from(String document, String before, String after) {
        return new Switched(document, bounded(before), bounded(after), true);
    }

    static Switched wasOff(String document, String flag) {
        return new Switched(document, bounded(flag), bounded(flag), false);
    }

    /** The same with another text after. */
    Switched withAfter(String stored) {
        return new Switched(document, before, stored, changed);
    }

    /** What is kept of a part. */
    static String bounded(String part) {
        return part.getBytes(StandardCharsets.UTF_8).length <= LIMIT ? part : DIGEST + Digest.of(part);
    }

    /** Whether only its digest was kept. */
    static boolean isDigest(String kept) {
        return kept.matches(DIGEST + "[0-9a-f]{64}");
    }
}
