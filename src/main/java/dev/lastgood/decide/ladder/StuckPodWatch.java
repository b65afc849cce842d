package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.action.StuckPodDeletion;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.workload.StuckPod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A StatefulSet replaces no pod before the one that it works on is ready, and a pod of the failed revision may never be: it
 * would wait for ever. What is meant stands in the status first, for a pod that is gone cannot say who did it.
 */
public final class StuckPodWatch {

    private final IncidentView view;
    private final StatusDraft draft;

    StuckPodWatch(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Returns the deletion that is due, if one is. */
    Next next() {
        List<StuckPod> stuck =
                view.gateway().rollout().isObserved() ? view.gateway().pods().stuck() : List.of();
        if (stuck.isEmpty()) {
            none();
            return Next.nothing();
        }
        if (draft.is(StepName.STUCK_PODS, StepState.Failed)) {
            return Next.nothing(); // the deadline ends it
        }
        String names = String.join(", ", stuck.stream().map(StuckPod::name).toList());
        Optional<Hold> hold = Hold.of(view, draft);
        if (hold.isPresent()) {
            step(StepState.Pending, hold.get().reason(), "would delete " + names + ", which are not ready");
            return Next.nothing();
        }
        if (draft.is(StepName.STUCK_PODS, StepState.Running)) {
            return Next.act(new StuckPodDeletion(stuck));
        }
        step(
                StepState.Running,
                Reason.PodsStuck,
                names
                        + " of the failed revision are not ready, and the StatefulSet would wait for them: they are deleted");
        return Next.in(Duration.ZERO);
    }

    /** Where they were to be deleted they were: a crash came before that could be written. */
    void none() {
        if (draft.is(StepName.STUCK_PODS, StepState.Running)) {
            deleted(draft, "the pods that were in the way are gone");
        }
        leave(draft, Reason.RolloutInProgress);
    }

    /** Nobody waits for them any more. */
    static void leave(StatusDraft draft, Reason reason) {
        if (draft.step(StepName.STUCK_PODS).isPresent() && !draft.isOver(StepName.STUCK_PODS)) {
            draft.step(
                    StepName.STUCK_PODS,
                    StepType.DeleteStuckPods,
                    StepState.Skipped,
                    reason,
                    "they are in nobody's way any more, and were not deleted");
        }
    }

    public static void deleted(StatusDraft draft, String message) {
        draft.step(StepName.STUCK_PODS, StepType.DeleteStuckPods, StepState.Done, Reason.StuckPodsDeleted, message);
        draft.log(Reason.StuckPodsDeleted, message);
    }

    private void step(StepState state, Reason reason, String message) {
        draft.step(StepName.STUCK_PODS, StepType.DeleteStuckPods, state, reason, message);
    }
}
