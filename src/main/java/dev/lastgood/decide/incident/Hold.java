package dev.lastgood.decide.incident;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import java.util.Optional;

/** What keeps everything as it is, however much an incident may do. */
public record Hold(Reason reason, String message) {

    private static final String PLAN = "; what would be done stands in status.plan";

    /** The pauses work at any time; evidence is held from the beginning or not at all. */
    public static Optional<Hold> of(IncidentView view, StatusDraft draft) {
        if (view.operator().paused()) {
            return Optional.of(new Hold(Reason.OperatorPaused, "the operator is paused" + PLAN));
        }
        if (view.model().getSpec().paused) {
            return Optional.of(new Hold(Reason.ModelPaused, "the model is paused (spec.paused)" + PLAN));
        }
        boolean begun = draft.status.phase == Phase.Stabilizing || draft.status.phase == Phase.Mitigated;
        return view.incident().getSpec().evidenceHold && !begun
                ? Optional.of(new Hold(
                        Reason.EvidenceHold, "nothing is changed until spec.evidenceHold is set to false" + PLAN))
                : Optional.empty();
    }
}
