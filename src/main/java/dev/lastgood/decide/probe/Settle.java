package dev.lastgood.decide.probe;

import dev.lastgood.api.Durations;
import dev.lastgood.api.model.ModelDeployment;
import java.time.Duration;
import java.util.Comparator;

/** How long after a change of what serves nothing Bad is laid on it. */
public final class Settle {

    private static final Duration DEFAULT = Duration.ofMinutes(5);

    /** What the model says, but at least as far as its queries look back: before, they see the revision before. */
    public static Duration of(ModelDeployment model) {
        Duration settle =
                model.getSpec().response == null ? DEFAULT : Durations.parse(model.getSpec().response.settle, DEFAULT);
        Duration range = model.getSpec().probes.stream()
                .filter(p -> p.prometheus != null)
                .map(p -> QueryRange.longest(p.prometheus.query))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return range.compareTo(settle) > 0 ? range : settle;
    }

    private Settle() {}
}
