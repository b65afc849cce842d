package dev.lastgood.observe.probe.sample;

import dev.lastgood.api.condition.Reason;
import io.vertx.core.Future;

/** Ends a sample before its last step, because what was found decides it. */
public final class EarlyFinding extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public EarlyFinding(Finding finding) {
        super(finding.message(), null, false, false);
        this.finding = finding;
    }

    /** The probe cannot be worked with as it is written. */
    public static EarlyFinding invalid(String whatToWrite) {
        return new EarlyFinding(Finding.unknown(Reason.ProbeInvalid, whatToWrite));
    }

    public static <T> Future<T> failed(Finding finding) {
        return Future.failedFuture(new EarlyFinding(finding));
    }

    /** What a failure says of the sample; a failure of our own says nothing of the target. */
    public static Finding in(Throwable failure) {
        return failure instanceof EarlyFinding early
                ? early.finding
                : Finding.unknown(
                        Reason.InternalError,
                        "the sample failed: " + failure.getClass().getName());
    }
}
