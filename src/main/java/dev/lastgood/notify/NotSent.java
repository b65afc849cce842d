package dev.lastgood.notify;

import dev.lastgood.decide.notice.NotifyResult;

/** Why there is no answer that says that it came in. */
final class NotSent extends Exception {

    private static final long serialVersionUID = 1L;
    private final transient NotifyResult result;

    NotSent(NotifyResult result) {
        super(result.message(), null, false, false);
        this.result = result;
    }

    NotifyResult result() {
        return result;
    }
}
