package dev.lastgood.decide.ladder;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.Mode;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.lib.BoundedText;

/** Whether the plan may be carried out: by the incident's mode, or because a person approved it. */
public final class Consent {

    private final IncidentView view;
    private final StatusDraft draft;

    Consent(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Nothing was changed yet, and a person is asked. */
    public static boolean isAwaited(StatusDraft draft) {
        if (draft.status.phase == Phase.Suggested) {
            return true;
        }
        return draft.status.phase == Phase.NeedsHuman
                && draft.status.mode == ResponseMode.Observe
                && draft.status.plan != null
                && !Planning.isEmpty(draft.status.plan)
                && !draft.isOver(StepName.ROLLBACK)
                && draft.steps(StepName.FLAG).isEmpty();
    }

    /** Whether the incident may go on without a person: what another one did is then done for it, too. */
    boolean isImplied() {
        if (draft.status.phase == Phase.Stabilizing) {
            return true;
        }
        return switch (Mode.of(view.incident(), draft.status, view.model())) {
            case Auto -> true;
            case Suggest -> draft.status.plan != null && isApproved();
            case Observe -> false;
        };
    }

    /** Obtains consent to carry out status.plan: returns true, or writes what is waited for and returns false. */
    boolean obtain() {
        if (draft.status.phase == Phase.Stabilizing || Planning.isEmpty(draft.status.plan)) {
            return true;
        }
        BreakerState breaker = BreakerState.of(view.model(), view.history().rollbacks(), draft.now());
        boolean broken = breaker.isOpen()
                && !Mode.isByPerson(view.incident())
                && Mode.wished(view.incident(), view.model()) == ResponseMode.Auto;
        // It stays a suggestion when the breaker closes: what waits for a person does not act by itself later.
        draft.status.mode = broken ? ResponseMode.Suggest : Mode.of(view.incident(), draft.status, view.model());
        return switch (draft.status.mode) {
            case Auto -> true;
            case Observe -> showOnly();
            case Suggest -> isApproved() || askForApproval(broken ? breaker : null);
        };
    }

    /** What the timeline says when it begins. */
    String words() {
        return (isApproved() ? "plan " + plan().hash + " was approved: " : "") + plan().why;
    }

    private boolean isApproved() {
        return plan().hash != null && plan().hash.equals(approved());
    }

    private String approved() {
        IncidentResponse response = view.incident().getSpec().response;
        return response == null ? null : response.approvedPlan;
    }

    private boolean showOnly() {
        waits(
                Phase.NeedsHuman,
                Reason.ObserveOnly,
                "nothing was changed (mode Observe); to " + Planning.words(plan())
                        + ", set spec.response.mode to Auto, or to Suggest to approve it");
        return false;
    }

    /** @param breaker null: it is not why */
    private boolean askForApproval(BreakerState breaker) {
        String how = "to " + Planning.words(plan()) + ", set spec.response.approvedPlan to " + plan().hash;
        if (approved() != null) {
            waits(
                    Phase.Suggested,
                    Reason.ApprovedPlanOutdated,
                    "the plan has changed: approve " + plan().hash + " and not " + BoundedText.of(approved(), 64) + "; "
                            + how);
        } else if (breaker != null) {
            waits(Phase.Suggested, Reason.BreakerOpen, breaker.words() + "; nothing was changed; " + how);
        } else {
            waits(
                    Phase.Suggested,
                    Reason.AwaitingApproval,
                    "nothing was changed; " + how + ", or spec.response.mode to Auto");
        }
        return false;
    }

    /** The timeline has a line for each thing that a person is asked. */
    private void waits(Phase phase, Reason reason, String message) {
        Plan shown =
                view.incident().getStatus() == null ? null : view.incident().getStatus().plan;
        boolean asked = draft.status.phase == phase
                && (isReady(reason) || isReady(Reason.StillBad))
                && shown != null
                && plan().hash.equals(shown.hash);
        if (draft.status.phase != phase) {
            draft.phase(phase, reason, message);
        } else if (!asked) {
            draft.log(reason, message);
        }
        draft.condition(ConditionType.Ready, Conditions.FALSE, reason, message);
    }

    private boolean isReady(Reason reason) {
        return reason.name().equals(draft.reasonOf(ConditionType.Ready));
    }

    private Plan plan() {
        return draft.status.plan;
    }
}
