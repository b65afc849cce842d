package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Step;
import java.util.Optional;

/** The names of an incident's steps, as they stand behind the attempt in {@code status.steps[].id}. */
public final class StepName {

    public static final String CAPTURE = "capture-evidence";
    public static final String ROLLBACK = "rollback";
    /** Followed by the name of a revision that could not be restored; an older one is tried. */
    public static final String REFUSED_TARGET = "refused-target/";

    public static final String VERIFY = "verify";
    public static final String STUCK_PODS = "delete-stuck-pods";
    /** Followed by the flag's name. */
    public static final String FLAG = "flag/";

    public static final String ROUTE = "route";
    public static final String EVIDENCE = "record-evidence";
    public static final String FAIL_RUN = "fail-run";
    public static final String OPEN_ROLLBACK = StepId.ROLLBACK_RUN;
    public static final String CLOSE_ROLLBACK = "finish-rollback";
    public static final String BIAS_REVIEW = "bias-review";

    /** The step of this name in the present attempt of an incident; empty if it was not begun. */
    public static Optional<Step> in(AIIncidentStatus status, String name) {
        String id = status.attempt + "/" + name;
        for (Step step : status.steps) {
            if (step.id.equals(id)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    private StepName() {}
}
