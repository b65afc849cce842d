package dev.lastgood.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What came back for a request.
 *
 * @param body what could be read as JSON, else a missing node
 * @param text the first characters of it
 * @param retryAfter null where it does not say
 */
record Answer(int status, JsonNode body, String text, Duration retryAfter) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    boolean isBusy() {
        return status == 429 || status >= 500;
    }
}
