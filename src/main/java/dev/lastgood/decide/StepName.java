package dev.lastgood.decide;

/** The names of an incident's steps, as they stand behind the attempt in {@code status.steps[].id}. */
final class StepName {

    static final String CAPTURE = "capture-evidence";
    static final String ROLLBACK = "rollback";
    static final String VERIFY = "verify";
    static final String STUCK_PODS = "delete-stuck-pods";
    /** Followed by the flag's name. */
    static final String FLAG = "flag/";

    static final String ROUTE = "route";
    static final String EVIDENCE = "record-evidence";
    static final String FAIL_RUN = "fail-run";
    static final String OPEN_ROLLBACK = StepId.ROLLBACK_RUN;
    static final String CLOSE_ROLLBACK = "finish-rollback";
    static final String BIAS_REVIEW = "bias-review";

    private StepName() {}
}
