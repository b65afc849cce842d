package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import java.time.Duration;
import java.time.Instant;

/**
 * Someone deletes the workload that was restored. Lastgood creates none, because it cannot tell a prune from an accident: the
 * flags follow, and people are told which version to apply.
 */
final class MissingWorkload {

    /** Tools that replace by force create it again within seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final IncidentView view;
    private final StatusDraft draft;

    MissingWorkload(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Passes if the workload exists, or may come back. */
    Next next() {
        remember();
        boolean relieved = draft.status.phase == Phase.Mitigated
                && draft.is(StepName.ROLLBACK, StepState.Done)
                && draft.is(StepName.VERIFY, StepState.Done);
        if (!relieved || view.model() == null) {
            return Next.pass();
        }
        boolean missed = Reason.WorkloadNotFound.name().equals(draft.reasonOf(ConditionType.Verified));
        if (view.gateway() != null) {
            if (missed) {
                Step verified = draft.step(StepName.VERIFY).orElseThrow();
                draft.condition(ConditionType.Verified, Conditions.TRUE, Reason.of(verified.reason), verified.message);
            }
            return Next.pass();
        }
        String message =
                "the workload was deleted after the rollback, and Lastgood creates none: apply it with version "
                        + draft.status.rollback.toVersion + " (" + draft.status.rollback.toRevision + ")";
        if (!missed) {
            draft.condition(ConditionType.Verified, Conditions.UNKNOWN, Reason.WorkloadNotFound, message);
        }
        Duration left = patience();
        if (left != null) {
            return Next.passUntil(left);
        }
        RevertWatch.failed(draft, Reason.WorkloadNotFound, message);
        return Next.pass();
    }

    /** How long it may still come back; null: not any more. */
    Duration patience() {
        Duration left = Duration.between(
                draft.now(), Instant.parse(draft.status.times.workloadMissing).plus(PATIENCE));
        return left.isNegative() || left.isZero() ? null : left;
    }

    private void remember() {
        if (view.model() == null || view.gateway() != null) {
            if (draft.status.times.workloadMissing != null) {
                draft.times().workloadMissing = null;
            }
        } else if (draft.status.times.workloadMissing == null) {
            draft.times().workloadMissing = draft.now().toString();
        }
    }
}
