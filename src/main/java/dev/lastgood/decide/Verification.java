package dev.lastgood.decide;

import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.RollbackRecord;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;

/** The restored revision really serves, and where probes opened the incident they say so too; or the deadline ends it. */
final class Verification {

    private final IncidentView view;
    private final Chronicle chronicle;
    private final Recovery recovery;
    private final StuckPodWatch stuckPods;
    private Duration recheck;

    Verification(IncidentView view, Chronicle chronicle, Recovery recovery) {
        this.view = view;
        this.chronicle = chronicle;
        this.recovery = recovery;
        this.stuckPods = new StuckPodWatch(view, chronicle);
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** Writes how far it is; returns what is to be done for it, else null. */
    ClusterAction next(Revision suspect) {
        RollbackRecord rollback = chronicle.status.rollback;
        Revision target = view.gateway().revision(rollback.toRevision).orElse(null);
        Rollout rollout = view.gateway().rollout();
        String live = view.gateway().live().hash();
        boolean restored = target != null && live.equals(target.hash());
        if (!Conditions.TRUE.equals(chronicle.valueOf(ConditionType.Ready))) {
            chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.RolloutInProgress, "under way");
        }
        boolean configOnly = restored && suspect.templateHash().equals(target.templateHash());
        boolean pickedUp = !configOnly || view.gateway().isConfigurationPickedUp(chronicle.now());
        if (rollout.isComplete()
                && rollout.desired() > 0
                && !pickedUp
                && view.gateway().policy().configReload()) {
            recheck = view.gateway().untilReloaded(chronicle.now());
            return null;
        }
        if (rollout.isComplete() && rollout.desired() > 0 && pickedUp) {
            stuckPods.none();
            if (recovery.follows() && !isConfirmed()) {
                return unconfirmed();
            }
            Reason reason = restored ? Reason.Restored : Reason.ChangedMeanwhile;
            String message = restored
                    ? target.name() + " (" + target.version() + ") serves with " + rollout.available() + " pods"
                    : "another revision than the restored one serves by now, and not the suspect, or it was released";
            chronicle.step(Ladder.VERIFY, StepType.Verify, StepState.Done, reason, message);
            chronicle.condition(ConditionType.Verified, Conditions.TRUE, reason, message);
            chronicle.phase(Phase.Mitigated, reason, message);
            chronicle.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
            return null;
        }
        Duration left = Duration.between(chronicle.now(), RollbackDeadline.write(view, chronicle));
        if (left.isZero() || left.isNegative()) {
            return failed(
                    Reason.DeadlineExceeded,
                    rollback.toRevision + " did not serve within the deadline: " + rollout.available() + " of "
                            + rollout.desired() + " pods available, " + rollout.updated() + " updated");
        }
        recheck = left;
        if (!restored) {
            return null;
        }
        ClusterAction deletion = stuckPods.next();
        recheck = IncidentRules.shortest(recheck, stuckPods.recheck());
        return deletion;
    }

    /** The probes that opened it say, too, that it is over. */
    private boolean isConfirmed() {
        Duration left = recovery.untilGood();
        return recovery.isAboutAnother() && left != null && left.isZero();
    }

    /** It serves; whether it is good the probes have to say. */
    private ClusterAction unconfirmed() {
        boolean known = recovery.isAboutAnother();
        if (known && recovery.isBad()) {
            return failed(Reason.ProbesBad, "it serves, and is bad, too: " + recovery.facts());
        }
        Duration good = known ? recovery.untilGood() : null;
        Duration left = Duration.between(
                chronicle.now(), RollbackDeadline.write(view, chronicle).plus(recovery.patience()));
        if (good != null || !left.isNegative() && !left.isZero()) {
            recheck = good == null ? left : good;
            return null;
        }
        String message = "it serves, but the probes do not say that it is good: look at status.probes of the model";
        chronicle.step(Ladder.VERIFY, StepType.Verify, StepState.Failed, Reason.ProbesUnknown, message);
        chronicle.condition(ConditionType.Verified, Conditions.UNKNOWN, Reason.ProbesUnknown, message);
        chronicle.condition(ConditionType.Ready, Conditions.FALSE, Reason.ProbesUnknown, message);
        chronicle.phase(Phase.NeedsHuman, Reason.ProbesUnknown, message);
        return null;
    }

    private ClusterAction failed(Reason reason, String message) {
        chronicle.step(Ladder.VERIFY, StepType.Verify, StepState.Failed, reason, message);
        StuckPodWatch.leave(chronicle, reason);
        chronicle.condition(ConditionType.Verified, Conditions.FALSE, reason, message);
        chronicle.condition(ConditionType.Stabilized, Conditions.FALSE, reason, message);
        chronicle.log(reason, message);
        return null;
    }
}
