package dev.lastgood.decide;

import dev.lastgood.api.ConditionType;
import dev.lastgood.api.IncidentResponse;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Plan;
import dev.lastgood.api.Reason;
import dev.lastgood.api.ResponseMode;

/** Whether the plan may be carried out: by the incident's mode, or because a person approved it. */
final class Consent {

    private final IncidentView view;
    private final Chronicle chronicle;

    Consent(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.chronicle = chronicle;
    }

    /** Nothing was changed yet, and a person is asked. */
    static boolean isAwaited(Chronicle chronicle) {
        if (chronicle.status.phase == Phase.Suggested) {
            return true;
        }
        return chronicle.status.phase == Phase.NeedsHuman
                && chronicle.status.mode == ResponseMode.Observe
                && chronicle.status.plan != null
                && !Planning.isEmpty(chronicle.status.plan)
                && !chronicle.isOver(Ladder.ROLLBACK)
                && chronicle.steps(FlagRung.STEP).isEmpty();
    }

    /** Obtains consent to carry out status.plan: returns true, or writes what is waited for and returns false. */
    boolean obtain() {
        if (chronicle.status.phase == Phase.Stabilizing || Planning.isEmpty(chronicle.status.plan)) {
            return true;
        }
        BreakerState breaker = BreakerState.of(view.model(), view.rollbacks(), chronicle.now());
        boolean broken = breaker.isOpen()
                && !Mode.isByPerson(view.incident())
                && Mode.wished(view.incident(), view.model()) == ResponseMode.Auto;
        // It stays a suggestion when the breaker closes: what waits for a person does not act by itself later.
        chronicle.status.mode =
                broken ? ResponseMode.Suggest : Mode.of(view.incident(), chronicle.status, view.model());
        return switch (chronicle.status.mode) {
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
                    "the plan has changed: approve " + plan().hash + " and not " + Chronicle.bounded(approved(), 64)
                            + "; " + how);
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
        boolean asked = chronicle.status.phase == phase
                && reason.name().equals(chronicle.reasonOf(ConditionType.Ready))
                && shown != null
                && plan().hash.equals(shown.hash);
        if (chronicle.status.phase != phase) {
            chronicle.phase(phase, reason, message);
        } else if (!asked) {
            chronicle.log(reason, message);
        }
        chronicle.condition(ConditionType.Ready, Conditions.FALSE, reason, message);
    }

    private Plan plan() {
        return chronicle.status.plan;
    }
}
