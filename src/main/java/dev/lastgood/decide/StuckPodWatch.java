package dev.lastgood.decide;

import dev.lastgood.api.Reason;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A StatefulSet replaces no pod before the one that it works on is ready, and a pod of the failed revision may never be: it
 * would wait for ever. What is meant stands in the status first, for a pod that is gone cannot say who did it.
 */
final class StuckPodWatch {

    private final IncidentView view;
    private final Chronicle chronicle;
    private Duration recheck;

    StuckPodWatch(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.chronicle = chronicle;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** Returns the deletion that is due, else null. */
    ClusterAction next() {
        List<StuckPod> stuck =
                view.gateway().rollout().isObserved() ? view.gateway().pods().stuck() : List.of();
        if (stuck.isEmpty()) {
            none();
            return null;
        }
        if (chronicle.is(Ladder.STUCK_PODS, StepState.Failed)) {
            return null; // the deadline ends it
        }
        String names = String.join(", ", stuck.stream().map(StuckPod::name).toList());
        Optional<Hold> hold = Hold.of(view, chronicle);
        if (hold.isPresent()) {
            step(StepState.Pending, hold.get().reason(), "would delete " + names + ", which are not ready");
            return null;
        }
        if (chronicle.is(Ladder.STUCK_PODS, StepState.Running)) {
            return new StuckPodDeletion(stuck);
        }
        step(
                StepState.Running,
                Reason.PodsStuck,
                names
                        + " of the failed revision are not ready, and the StatefulSet would wait for them: they are deleted");
        recheck = Duration.ZERO;
        return null;
    }

    /** Where they were to be deleted they were: a crash came before that could be written. */
    void none() {
        if (chronicle.is(Ladder.STUCK_PODS, StepState.Running)) {
            deleted(chronicle, "the pods that were in the way are gone");
        }
        leave(chronicle, Reason.RolloutInProgress);
    }

    /** Nobody waits for them any more. */
    static void leave(Chronicle chronicle, Reason reason) {
        if (chronicle.step(Ladder.STUCK_PODS).isPresent() && !chronicle.isOver(Ladder.STUCK_PODS)) {
            chronicle.step(
                    Ladder.STUCK_PODS,
                    StepType.DeleteStuckPods,
                    StepState.Skipped,
                    reason,
                    "they are in nobody's way any more, and were not deleted");
        }
    }

    static void deleted(Chronicle chronicle, String message) {
        chronicle.step(Ladder.STUCK_PODS, StepType.DeleteStuckPods, StepState.Done, Reason.StuckPodsDeleted, message);
        chronicle.log(Reason.StuckPodsDeleted, message);
    }

    private void step(StepState state, Reason reason, String message) {
        chronicle.step(Ladder.STUCK_PODS, StepType.DeleteStuckPods, state, reason, message);
    }
}
