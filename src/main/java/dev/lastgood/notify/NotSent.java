package dev.lastgood.notify;

import dev.lastgood.decide.notice.NotifyResult;

/** Thrown if delivery could not be confirmed; carries the result to record. */
public final class NotSent extends Exception {

    private static final long serialVersionUID = 1L;
    private final transient NotifyResult result;

    public NotSent(NotifyResult result) {
        super(result.message(), null, false, false);
        this.result = result;
    }

    public NotifyResult result() {
        return result;
    }
}
