package dev.lastgood.decide;

import dev.lastgood.api.Phase;
import dev.lastgood.api.RollbackRecord;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;

/** The restored revision really serves, and where probes opened the incident they say so too; or the deadline ends it. */
final class Verification {

    private final IncidentView view;
    private final Chronicle chronicle;
    private final Recovery recovery;
    private final StuckPods stuckPods;

    Verification(IncidentView view, Chronicle chronicle, Recovery recovery) {
        this.view = view;
        this.chronicle = chronicle;
        this.recovery = recovery;
        this.stuckPods = new StuckPods(view, chronicle);
    }

    /** Writes how far it is; returns what is to be done for it, if anything is. */
    Next next(Revision suspect) {
        RollbackRecord rollback = chronicle.status.rollback;
        Revision target = view.gateway().revision(rollback.toRevision).orElse(null);
        Rollout rollout = view.gateway().rollout();
        String live = view.gateway().live().hash();
        boolean restored = target != null && live.equals(target.hash());
        if (!Conditions.TRUE.equals(chronicle.valueOf("Ready"))) {
            chronicle.condition("Ready", Conditions.TRUE, Reason.RolloutInProgress, "under way");
        }
        boolean configOnly = restored && suspect.templateHash().equals(target.templateHash());
        boolean pickedUp = !configOnly || view.gateway().isConfigurationPickedUp(chronicle.now());
        if (rollout.isComplete()
                && rollout.desired() > 0
                && !pickedUp
                && view.gateway().policy().configReload()) {
            return Next.in(view.gateway().untilReloaded(chronicle.now()));
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
            chronicle.step(StepName.VERIFY, StepType.Verify, StepState.Done, reason, message);
            chronicle.condition("Verified", Conditions.TRUE, reason, message);
            chronicle.phase(Phase.Mitigated, reason, message);
            chronicle.condition("Ready", Conditions.TRUE, reason, message);
            return Next.nothing();
        }
        Duration left = Duration.between(chronicle.now(), RollbackDeadline.write(view, chronicle));
        if (left.isZero() || left.isNegative()) {
            return failed(
                    Reason.DeadlineExceeded,
                    rollback.toRevision + " did not serve within the deadline: " + rollout.available() + " of "
                            + rollout.desired() + " pods available, " + rollout.updated() + " updated");
        }
        return restored ? stuckPods.next().by(left) : Next.in(left);
    }

    /** The probes that opened it say, too, that it is over. */
    private boolean isConfirmed() {
        Duration left = recovery.untilGood();
        return recovery.isAboutAnother() && left != null && left.isZero();
    }

    /** It serves; whether it is good the probes have to say. */
    private Next unconfirmed() {
        boolean known = recovery.isAboutAnother();
        if (known && recovery.isBad()) {
            return failed(Reason.ProbesBad, "it serves, and is bad, too: " + recovery.facts());
        }
        Duration good = known ? recovery.untilGood() : null;
        Duration left = Duration.between(
                chronicle.now(), RollbackDeadline.write(view, chronicle).plus(recovery.patience()));
        if (good != null || !left.isNegative() && !left.isZero()) {
            return Next.in(good == null ? left : good);
        }
        String message = "it serves, but the probes do not say that it is good: look at status.probes of the model";
        chronicle.step(StepName.VERIFY, StepType.Verify, StepState.Failed, Reason.ProbesUnknown, message);
        chronicle.condition("Verified", Conditions.UNKNOWN, Reason.ProbesUnknown, message);
        chronicle.condition("Ready", Conditions.FALSE, Reason.ProbesUnknown, message);
        chronicle.phase(Phase.NeedsHuman, Reason.ProbesUnknown, message);
        return Next.nothing();
    }

    private Next failed(Reason reason, String message) {
        chronicle.step(StepName.VERIFY, StepType.Verify, StepState.Failed, reason, message);
        StuckPods.leave(chronicle, reason);
        chronicle.condition("Verified", Conditions.FALSE, reason, message);
        chronicle.condition("Stabilized", Conditions.FALSE, reason, message);
        chronicle.log(reason, message);
        return Next.nothing();
    }
}
