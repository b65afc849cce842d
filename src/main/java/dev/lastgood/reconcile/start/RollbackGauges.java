package dev.lastgood.reconcile.start;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.observe.kube.WatchedModels;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the rollback of each model would work, as its condition RollbackPossible says: one series for each model of which that is
 * known, and none for the others.
 */
@ApplicationScoped
public class RollbackGauges {

    private record Series(Meter meter, int value) {}

    private final MeterRegistry registry;
    private final WatchedModels models;
    private final Map<String, Series> known = new ConcurrentHashMap<>();

    public RollbackGauges(MeterRegistry registry, WatchedModels models) {
        this.registry = registry;
        this.models = models;
    }

    void register(@Observes StartupEvent start) {
        models.onChange(this::show);
        models.all().forEach(this::show); // those that were listed before
    }

    private void show(ModelDeployment changed) {
        String namespace = changed.getMetadata().getNamespace();
        String name = changed.getMetadata().getName();
        Integer now = models.find(namespace, name)
                .flatMap(RollbackGauges::outlook)
                .map(Condition::getStatus)
                .filter(status -> !Conditions.UNKNOWN.equals(status))
                .map(status -> Conditions.TRUE.equals(status) ? 1 : 0)
                .orElse(null);
        known.compute(namespace + "/" + name, (key, before) -> {
            if (now == null) {
                if (before != null) {
                    registry.remove(before.meter());
                }
                return null;
            }
            if (before != null && before.value() == now) {
                return before;
            }
            if (before != null) {
                registry.remove(before.meter());
            }
            return new Series(gauge(namespace, name, now), now);
        });
    }

    private Meter gauge(String namespace, String name, int value) {
        return Gauge.builder("lastgood.rollback.possible", () -> value)
                .description("0: the model could not be rolled back now")
                .tag("namespace", namespace)
                .tag("model", name)
                .strongReference(true)
                .register(registry);
    }

    private static Optional<Condition> outlook(ModelDeployment model) {
        return model.getStatus() == null
                ? Optional.empty()
                : model.getStatus().conditions.stream()
                        .filter(ConditionType.RollbackPossible::isOf)
                        .findFirst();
    }
}
