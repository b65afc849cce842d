package dev.lastgood.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** How long a reconciler waits for its next look. */
public final class Waiting {

    private static final Duration SHORTEST = Duration.ofMillis(5);

    private static final UpdateControl<?> AGAIN = UpdateControl.noUpdate();

    /** Returns the order to look again soon, because what was seen has changed; see {@link Passes#run}. */
    @SuppressWarnings("unchecked")
    public static <R extends HasMetadata> UpdateControl<R> again() {
        return (UpdateControl<R>) AGAIN;
    }

    /** Returns the order to look again at the first of these times; null: never. */
    public static <R extends HasMetadata> UpdateControl<R> until(Duration... times) {
        return Stream.of(times)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(first -> UpdateControl.<R>noUpdate().rescheduleAfter(atLeast(first)))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** Not before the clock has moved on: a recheck of zero would spin. */
    private static Duration atLeast(Duration recheck) {
        return recheck.compareTo(SHORTEST) < 0 ? SHORTEST : recheck;
    }

    private Waiting() {}
}
