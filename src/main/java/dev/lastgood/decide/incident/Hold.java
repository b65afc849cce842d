package dev.lastgood.decide.incident;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
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
        if (hasBegun(draft.status.phase)) {
            return byOwnMode(view.incident(), draft.status);
        }
        if (view.incident().getSpec().evidenceHold) {
            return Optional.of(
                    new Hold(Reason.EvidenceHold, "nothing is changed until spec.evidenceHold is set to false" + PLAN));
        }
        return Optional.ofNullable(draft.status.suspect)
                .map(view.others().holding()::get)
                .map(other -> new Hold(
                        Reason.EvidenceHold,
                        "nothing is changed until spec.evidenceHold of incident " + other
                                + ", which is about the same revision, is set to false" + PLAN));
    }

    /** A person has narrowed the mode since the incident began to act. */
    private static Optional<Hold> byOwnMode(AIIncident incident, AIIncidentStatus status) {
        ResponseMode own = Mode.own(incident);
        if (own == ResponseMode.Observe) {
            return Optional.of(new Hold(
                    Reason.ObserveOnly,
                    "nothing more is changed, because spec.response.mode is Observe by now" + PLAN));
        }
        String approved = own == null ? null : incident.getSpec().response.approvedPlan;
        return own == ResponseMode.Suggest
                        && status.mode == ResponseMode.Auto
                        && status.plan != null
                        && !status.plan.hash.equals(approved)
                ? Optional.of(new Hold(
                        Reason.AwaitingApproval,
                        "nothing more is changed, because spec.response.mode is Suggest by now; to go on, set "
                                + "spec.response.approvedPlan to " + status.plan.hash))
                : Optional.empty();
    }

    /** Whether an incident keeps its suspect as it is for everybody. */
    public static boolean isOfEvidence(AIIncident incident) {
        return incident.getSpec().evidenceHold
                && !DryRun.isAsked(incident)
                && incident.getStatus() != null
                && !hasBegun(incident.getStatus().phase);
    }

    private static boolean hasBegun(Phase phase) {
        return phase == Phase.Stabilizing || phase == Phase.Mitigated;
    }
}
