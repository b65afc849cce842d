package dev.lastgood.act;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= LIMIT ? part : DIGEST + HexFormat.of().formatHex(sha256(bytes));
    }

    /** Whether only its digest was kept. */
    static boolean isDigest(String kept) {
        return kept.matches(DIGEST + "[0-9a-f]{64}");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
