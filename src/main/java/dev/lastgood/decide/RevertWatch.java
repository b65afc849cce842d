package dev.lastgood.decide;

import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Reverts;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/**
 * Somebody brings the failed revision back after the rollback: a controller that heals towards Git, a pipeline. It is
 * restored again, each time after a longer wait, until the breaker ends the fight. Each revert is counted in the status
 * before it is answered, and the patch that answers it carries its number, so that after a crash it is known which were.
 */
final class RevertWatch {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int KEPT = 20;
    private static final int MANAGER_LIMIT = 128;

    private final IncidentView view;
    private final Chronicle chronicle;
    private final Revision suspect;
    private Duration recheck;

    /** @param suspect what was rolled back, by this incident or by one that it shares with */
    RevertWatch(IncidentView view, Chronicle chronicle, Revision suspect) {
        this.view = view;
        this.chronicle = chronicle;
        this.suspect = suspect;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** The failed revision is declared again; one that a person released or gave back may be. */
    boolean isBack() {
        return suspect.isSuspected() && view.gateway().live().hash().equals(suspect.hash());
    }

    /** Returns the order to restore it again, null: not now, see {@link #recheck}, or never, see the step Verify. */
    ClusterAction next() {
        if (!isBack()) {
            if (isAnswerDue()) {
                restored(view, chronicle); // by our patch, whose result was lost, or by somebody else
            }
            return null;
        }
        if (!isAnswerDue() || isAnswered()) {
            count();
        }
        if (chronicle.is(Ladder.VERIFY, StepState.Failed)) {
            return null;
        }
        Revision target = view.gateway()
                .revision(chronicle.status.rollback.toRevision)
                .filter(r -> !r.isQuarantined())
                .orElse(null);
        if (target == null) {
            String message =
                    chronicle.status.rollback.toRevision + " cannot be restored again: it is quarantined or gone";
            failed(chronicle, Reason.TargetNotFound, message);
            return null;
        }
        Duration left = Duration.between(chronicle.now(), due());
        if (left.compareTo(Duration.ZERO) > 0) {
            recheck = left;
            return null;
        }
        return new Rollback(
                new RollbackMarker(
                        view.incident().getMetadata().getUid(),
                        chronicle.status.attempt,
                        suspect.name(),
                        target.name(),
                        reverts().count),
                view.incident().getMetadata().getName(),
                suspect,
                target,
                Stabilization.manner(view));
    }

    static void after(IncidentView view, Chronicle chronicle, RollbackOutcome outcome) {
        if (outcome.kind() == RollbackOutcome.Kind.Refused) {
            failed(chronicle, outcome.reason(), "not restored again: " + outcome.message());
        } else {
            restored(view, chronicle);
        }
    }

    /** It was counted, and what follows from it was not done yet, as far as the status knows. */
    private boolean isAnswerDue() {
        return chronicle.is(Ladder.VERIFY, StepState.Running)
                && Reason.Reverted.name().equals(chronicle.step(Ladder.VERIFY).orElseThrow().reason);
    }

    /** The workload carries the answer to the newest revert: this is another one. */
    private boolean isAnswered() {
        return Stabilization.isOurs(view.incident(), chronicle, view.marker())
                && view.marker().revert() == reverts().count;
    }

    private void count() {
        Reverts reverts = chronicle.status.reverts == null ? new Reverts() : reverts();
        reverts.count++;
        reverts.lastAt = chronicle.now().toString();
        reverts.by = Chronicle.bounded(view.lastWriter(), MANAGER_LIMIT);
        reverts.recent = new ArrayList<>(reverts.recent);
        reverts.recent.add(reverts.lastAt);
        while (reverts.recent.size() > KEPT) {
            reverts.recent.remove(0);
        }
        chronicle.status.reverts = reverts;
        String what = "somebody" + (reverts.by == null ? "" : " (field manager " + reverts.by + ")") + " brought "
                + suspect.name() + " back after the rollback";
        if (within() >= breaker().limit()) {
            failed(
                    chronicle,
                    Reason.RevertedTooOften,
                    what + ", " + within() + " times within "
                            + Durations.text(breaker().window())
                            + ": stop what applies it, or install the admission policy, and ask with a larger attempt");
            return;
        }
        String message = what + "; restored again at " + due();
        chronicle.restart(Ladder.VERIFY, StepType.Verify, Reason.Reverted, message);
        notRelieved(chronicle, Reason.Reverted, message);
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.Reverted, message);
    }

    private Reverts reverts() {
        return chronicle.status.reverts;
    }

    private BreakerState breaker() {
        return BreakerState.of(
                view.model(), reverts().recent.stream().map(Instant::parse).toList(), chronicle.now());
    }

    private int within() {
        return breaker().count();
    }

    /** 1 s, 2 s, 4 s .. after it was seen. */
    private Instant due() {
        long seconds = 1L << Math.min(Math.max(within() - 1, 0), 6);
        Duration wait = Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT.toSeconds()));
        return Instant.parse(reverts().lastAt).plus(wait);
    }

    private static void restored(IncidentView view, Chronicle chronicle) {
        String message = chronicle.status.rollback.toRevision + " was restored again (" + chronicle.status.reverts.count
                + ". time)";
        chronicle.restart(
                Ladder.VERIFY,
                StepType.Verify,
                Reason.RolloutInProgress,
                "waits until " + chronicle.status.rollback.toRevision + " serves again");
        RollbackDeadline.write(view, chronicle);
        chronicle.condition(ConditionType.Stabilized, Conditions.TRUE, Reason.Patched, message);
        chronicle.log(Reason.Patched, message);
    }

    private static void failed(Chronicle chronicle, Reason reason, String message) {
        chronicle.step(Ladder.VERIFY, StepType.Verify, StepState.Failed, reason, message);
        notRelieved(chronicle, reason, message);
    }

    private static void notRelieved(Chronicle chronicle, Reason reason, String message) {
        chronicle.condition(ConditionType.Stabilized, Conditions.FALSE, reason, message);
        chronicle.condition(ConditionType.Verified, Conditions.FALSE, reason, message);
        if (chronicle.status.phase == Phase.Stabilizing) {
            chronicle.log(reason, message);
        } else {
            chronicle.phase(Phase.Stabilizing, reason, message);
        }
    }
}
