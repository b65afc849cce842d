package dev.lastgood.observe.probe;

import dev.lastgood.api.condition.Reason;
import io.vertx.core.Future;

/** Ends a sample before its last step: what was found decides it. */
final class FoundEarly extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    FoundEarly(Finding finding) {
        super(finding.message(), null, false, false);
        this.finding = finding;
    }

    /** The probe cannot be worked with as it is written. */
    static FoundEarly invalid(String whatToWrite) {
        return new FoundEarly(Finding.unknown(Reason.ProbeInvalid, whatToWrite));
    }

    static <T> Future<T> failed(Finding finding) {
        return Future.failedFuture(new FoundEarly(finding));
    }

    /** What a failure says of the sample; a failure of our own says nothing of the target. */
    static Finding in(Throwable failure) {
        return failure instanceof FoundEarly early
                ? early.finding
                : Finding.unknown(
                        Reason.InternalError,
                        "the sample failed: " + failure.getClass().getName());
    }
}
