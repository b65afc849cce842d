package dev.lastgood.reconcile.start;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.observe.kube.OperatorNamespace;
import dev.lastgood.observe.kube.WatchTrouble;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.record.DatabaseHealth;
import dev.lastgood.record.IncidentRecords;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the objects in the cluster say, counted when somebody asks, by labels of closed sets: nothing to keep in step with
 * what was deleted, and as many series with a thousand models as with one. Whoever does not lead sees the same.
 */
@ApplicationScoped
public class ClusterGauges {

    private static final List<ConditionType> CONDITIONS = List.of(
            ConditionType.Ready,
            ConditionType.Healthy,
            ConditionType.LastGoodKnown,
            ConditionType.RollbackPossible,
            ConditionType.Protected,
            ConditionType.Breaker);
    private static final List<String> STATUSES = List.of(Conditions.TRUE, Conditions.FALSE, Conditions.UNKNOWN);
    private static final List<StepState> UNDONE = List.of(StepState.Pending, StepState.Running, StepState.Failed);

    private final MeterRegistry registry;
    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final OperatorNamespace operator;

    public ClusterGauges(
            MeterRegistry registry, WatchedModels models, WatchedIncidents incidents, OperatorNamespace operator) {
        this.registry = registry;
        this.models = models;
        this.incidents = incidents;
        this.operator = operator;
    }

    void register(
            @Observes StartupEvent start, WatchTrouble trouble, IncidentRecords records, Installations installations) {
        incidents();
        steps();
        models();
        revisions();
        gauge("lastgood.paused", "1: ConfigMap lastgood says paused", Tags.empty(), () -> operator.isPaused() ? 1 : 0);
        gauge("lastgood.leading", "1: this replica acts", Tags.empty(), () -> installations.isLeading() ? 1 : 0);
        gauge(
                "lastgood.watches.healthy",
                "0: a watch stopped for good, the process is to be replaced",
                Tags.empty(),
                () -> trouble.message().isEmpty() ? 1 : 0);
        for (DatabaseHealth.State state : DatabaseHealth.State.values()) {
            gauge(
                    "lastgood.database.state",
                    "1 for what Postgres was at its last use",
                    Tags.of("state", state.name()),
                    () -> records.health().state() == state ? 1 : 0);
        }
    }

    private void incidents() {
        for (Trigger trigger : Trigger.values()) {
            for (Phase phase : Phase.values()) {
                if (!phase.isOver()) {
                    gauge(
                            "lastgood.incidents.open",
                            "Incidents that are not over, drills left out",
                            Tags.of("trigger", trigger.name(), "phase", phase.name()),
                            () -> open().filter(i -> i.getSpec().trigger == trigger && i.getStatus().phase == phase)
                                    .count());
                }
            }
        }
    }

    private void steps() {
        for (StepType type : StepType.values()) {
            for (StepState state : UNDONE) {
                gauge(
                        "lastgood.steps",
                        "Steps of incidents that are not over, which are not done",
                        Tags.of("type", type.name(), "state", state.name()),
                        () -> open().flatMap(i -> i.getStatus().steps.stream())
                                .filter(s -> s.type == type && s.state == state)
                                .count());
            }
        }
    }

    private void models() {
        for (ConditionType condition : CONDITIONS) {
            for (String status : STATUSES) {
                gauge(
                        "lastgood.models",
                        "ModelDeployments by their conditions",
                        Tags.of("condition", condition.name(), "status", status),
                        () -> models.all()
                                .filter(m -> m.getStatus() != null)
                                .flatMap(m -> m.getStatus().conditions.stream())
                                .filter(c -> condition.isOf(c) && status.equals(c.getStatus()))
                                .count());
            }
        }
    }

    private void revisions() {
        for (RevisionState state : RevisionState.values()) {
            gauge(
                    "lastgood.revisions",
                    "Revisions that are kept, of all workloads",
                    Tags.of("state", state.name()),
                    () -> onePerWorkload()
                            .flatMap(m -> m.getStatus().revisions.stream())
                            .filter(r -> r.state == state)
                            .count());
        }
    }

    private Stream<AIIncident> open() {
        return incidents
                .all()
                .filter(i -> !i.getSpec().drill
                        && i.getStatus() != null
                        && i.getStatus().phase != null
                        && !i.getStatus().phase.isOver());
    }

    /** Models that share a workload all tell of its revisions. */
    private Stream<ModelDeployment> onePerWorkload() {
        return models
                .all()
                .filter(m -> m.getStatus() != null && models.problem(m).isEmpty())
                .collect(Collectors.toMap(WorkloadKey::of, m -> m, (one, other) -> one))
                .values()
                .stream();
    }

    private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
