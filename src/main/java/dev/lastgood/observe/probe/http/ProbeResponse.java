package dev.lastgood.observe.probe.http;

import io.vertx.core.buffer.Buffer;

/** A complete response of a target; it is kept only while it is judged. */
public record ProbeResponse(int status, Buffer body) {

    /** A redirect says where to look instead; we never do. */
    public boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    /** The status for a person. */
    public String statusText() {
        return "the status is " + status + (isRedirect() ? ", a redirect, which is never followed" : "");
    }
}
