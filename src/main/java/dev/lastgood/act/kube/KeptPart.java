package dev.lastgood.act.kube;

import dev.lastgood.lib.Digest;
import java.nio.charset.StandardCharsets;

/** What an incident's status keeps of a flag or a route, to restore it later: its text, or only the digest of a long one. */
public final class KeptPart {

    /** The longest text that is kept, in bytes of UTF-8. */
    public static final int LIMIT = 8 * 1024;

    private static final String DIGEST = "sha256:";

    /** Returns the text, or {@code sha256:} and its digest in hexadecimal digits, which cannot be restored. */
    public static String of(String part) {
        return part.getBytes(StandardCharsets.UTF_8).length <= LIMIT ? part : DIGEST + Digest.of(part);
    }

    /** Returns whether only the digest was kept. */
    public static boolean isDigest(String kept) {
        return kept.matches(DIGEST + "[0-9a-f]{64}");
    }

    private KeptPart() {}
}
