package dev.lastgood.decide.workload;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Instant;
import java.util.List;

/**
 * The workload's ready pods.
 *
 * @param ready how many
 * @param oldestStart when the oldest of them started, null where there is none
 * @param newest those with the newest template; null: all pods have one, as far as is seen
 * @param stuck of a StatefulSet, else none
 * @param images which bytes they run
 */
public record Pods(int ready, Instant oldestStart, NewestPods newest, List<StuckPod> stuck, RunningImages images) {

    /** Every ready pod started when or after {@code written} was there. Pod times have whole seconds only. */
    public boolean allStartedAfter(Instant written) {
        return written == null || (oldestStart != null && !oldestStart.isBefore(written.truncatedTo(SECONDS)));
    }

    /** Every ready pod is newer than the first one of a turn of service that began then. */
    public boolean allStartedSince(Instant served) {
        return served == null || (oldestStart != null && oldestStart.isAfter(served.truncatedTo(SECONDS)));
    }

    /** When the first pod with the newest template got ready; null where none is, or where all pods have one template. */
    public Instant firstReady() {
        return newest == null ? null : newest.readySince();
    }
}
