package dev.lastgood.notify.webhook;

import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.notify.NotSent;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The symmetric signature {@code v1} of Standard Webhooks 1.0.0. With several secrets there are as many signatures, so that a secret can be
 * rotated without downtime.
 */
record SigningSecrets(List<SecretKeySpec> keys) {

    private static final String HMAC = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int MOST_SECRETS = 4;

    /**
     * Parses the value of a Secret: one secret, or several separated by white space.
     *
     * @throws NotSent if one is not as the specification asks; its message repeats none of them
     */
    static SigningSecrets parse(String text) throws NotSent {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : text.split("\\s+")) {
            byte[] key = key(secret);
            if (key.length < LEAST_BYTES || key.length > MOST_BYTES || keys.size() == MOST_SECRETS) {
                throw new NotSent(NotifyResult.refused("the signing secret is not valid: put whsec_ and " + LEAST_BYTES
                        + " to " + MOST_BYTES + " random bytes in base64 into the Secret, such as "
                        + "whsec_$(openssl rand -base64 32); at most " + MOST_SECRETS
                        + " of them, separated by spaces"));
            }
            keys.add(new SecretKeySpec(key, HMAC));
        }
        return new SigningSecrets(keys);
    }

    private static byte[] key(String secret) {
        try {
            return secret.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Returns the value of the header {@code webhook-signature}. */
    String signature(String id, long timestamp, String body) {
        byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + hmac(key, signed)).collect(Collectors.joining(" "));
    }

    private static String hmac(SecretKeySpec key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JVM has HmacSHA256
        }
    }
}
