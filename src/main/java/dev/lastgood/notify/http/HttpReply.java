package dev.lastgood.notify.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What came back for a request.
 *
 * @param body what could be read as JSON, else a missing node
 * @param text the first characters of it
 * @param retryAfter null where it does not say
 */
public record HttpReply(int status, JsonNode body, String text, Duration retryAfter) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    public boolean isBusy() {
        return status == 429 || status >= 500;
    }
}
