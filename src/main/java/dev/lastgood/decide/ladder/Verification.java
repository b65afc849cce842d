package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.workload.Rollout;
import dev.lastgood.lib.Delay;
import java.time.Duration;

/** The restored revision really serves, and where probes opened the incident they say so too; or the deadline ends it. */
final class Verification {

    private static final String UNCHECKED =
            ". Only its pods are known to be available: no probe checked the answers. Check by hand";

    private static final String REPLACED =
            "another revision than the restored one serves by now, and not the suspect, or it was released";

    private final IncidentView view;
    private final StatusDraft draft;
    private final Recovery recovery;
    private final StuckPodWatch stuckPods;

    Verification(IncidentView view, StatusDraft draft, Recovery recovery) {
        this.view = view;
        this.draft = draft;
        this.recovery = recovery;
        this.stuckPods = new StuckPodWatch(view, draft);
    }

    /** Writes how far it is; returns what is to be done for it, if anything is. */
    Next next(Revision suspect) {
        RollbackRecord rollback = draft.status.rollback;
        Revision target = view.gateway().revision(rollback.toRevision).orElse(null);
        Rollout rollout = view.gateway().rollout();
        boolean restored = target != null && view.gateway().declares(target);
        if (!Conditions.TRUE.equals(draft.valueOf(ConditionType.Ready))) {
            draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.RolloutInProgress, "under way");
        }
        if (!restored && isTakenOver(suspect)) {
            return verified(Reason.ChangedMeanwhile, REPLACED);
        }
        boolean configOnly = restored && suspect.templateHash().equals(target.templateHash());
        boolean pickedUp = !configOnly || view.gateway().isConfigurationPickedUp(suspect, draft.now());
        if (rollout.isComplete()
                && rollout.replicas().desired() > 0
                && !pickedUp
                && view.gateway().policy().configReload()) {
            return Next.in(view.gateway().untilReloaded(suspect, draft.now()));
        }
        if (rollout.isComplete() && rollout.replicas().desired() > 0 && pickedUp) {
            stuckPods.none();
            if (recovery.follows() && !isConfirmed()) {
                return unconfirmed();
            }
            Reason reason = restored ? Reason.Restored : Reason.ChangedMeanwhile;
            String message = restored
                    ? target.name() + " (" + target.version() + ") serves with "
                            + rollout.replicas().available() + " pods"
                            + (view.probes().isEmpty() ? UNCHECKED : "")
                    : REPLACED;
            return verified(reason, message);
        }
        Duration left = Duration.between(draft.now(), RollbackDeadline.write(view, draft));
        if (left.isZero() || left.isNegative()) {
            return failed(
                    Reason.DeadlineExceeded,
                    rollback.toRevision + " did not serve within the deadline: "
                            + rollout.replicas().available() + " of "
                            + rollout.replicas().desired() + " pods available, "
                            + rollout.replicas().updated() + " updated");
        }
        return restored ? stuckPods.next().by(left) : Next.in(left);
    }

    /** People deployed another revision, which serves: whether that is good is another matter. */
    private boolean isTakenOver(Revision suspect) {
        return Serving.now(view.gateway().revisions())
                .filter(now -> !now.name().equals(suspect.name()))
                .filter(now -> !now.name().equals(draft.status.rollback.toRevision))
                .filter(view.gateway()::declares)
                .isPresent();
    }

    private Next verified(Reason reason, String message) {
        draft.step(StepName.VERIFY, StepType.Verify, StepState.Done, reason, message);
        draft.condition(ConditionType.Verified, Conditions.TRUE, reason, message);
        draft.phase(Phase.Mitigated, reason, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
        return Next.nothing();
    }

    /** The probes that opened it say, too, that it is over. */
    private boolean isConfirmed() {
        Duration left = recovery.untilGood();
        return recovery.isAboutAnother() && left != null && left.isZero();
    }

    /** It serves; whether it is good the probes have to say. */
    private Next unconfirmed() {
        boolean known = recovery.isAboutAnother();
        if (recovery.isRestoredBad()) {
            return failed(Reason.ProbesBad, "it serves, and is bad, too: " + recovery.facts() + recovery.offer());
        }
        Duration good = known ? recovery.untilGood() : null;
        Duration left = Duration.between(
                draft.now(), RollbackDeadline.write(view, draft).plus(recovery.patience()));
        if (good != null || !left.isNegative() && !left.isZero()) {
            return Next.in(good == null ? Delay.shortest(left, recovery.untilHeard()) : good);
        }
        String message = "it serves, but the probes do not say that it is good: look at status.probes of the model";
        draft.step(StepName.VERIFY, StepType.Verify, StepState.Failed, Reason.ProbesUnknown, message);
        draft.condition(ConditionType.Verified, Conditions.UNKNOWN, Reason.ProbesUnknown, message);
        draft.condition(ConditionType.Ready, Conditions.FALSE, Reason.ProbesUnknown, message);
        draft.phase(Phase.NeedsHuman, Reason.ProbesUnknown, message);
        return Next.nothing();
    }

    private Next failed(Reason reason, String message) {
        draft.step(StepName.VERIFY, StepType.Verify, StepState.Failed, reason, message);
        StuckPodWatch.leave(draft, reason);
        draft.condition(ConditionType.Verified, Conditions.FALSE, reason, message);
        draft.condition(ConditionType.Stabilized, Conditions.FALSE, reason, message);
        draft.log(reason, message);
        return Next.nothing();
    }
}
