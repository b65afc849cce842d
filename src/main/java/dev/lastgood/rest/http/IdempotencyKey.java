package dev.lastgood.rest.http;

import java.util.regex.Pattern;

/** The header Idempotency-Key: calls with the same key are one call. */
public final class IdempotencyKey {

    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

    /** @throws ProblemException if the key is neither null nor one */
    public static void require(String key) {
        if (key != null && !KEY.matcher(key).matches()) {
            throw ProblemException.of(
                    ProblemType.InvalidRequest,
                    "Idempotency-Key is not one: write 1 to 255 visible ASCII characters, such as a UUID");
        }
    }

    private IdempotencyKey() {}
}
