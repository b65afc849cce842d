package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentSpec;
import dev.lastgood.api.Flag;
import dev.lastgood.api.IncidentResponse;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.api.ModelDeploymentSpec;
import dev.lastgood.api.ModelRef;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Resolution;
import dev.lastgood.api.RevisionState;
import dev.lastgood.api.RollbackTarget;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.Trigger;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One incident, reconciled pass by pass until nothing changes any more, as the reconciler does it. */
final class IncidentStory {
    private static final int PASSES = 12;

    final GatewayStory gateway;
    final AIIncident incident;
    ModelDeployment model = model("pricing");
    boolean workloadMissing;
    boolean operatorPaused;
    boolean actedBefore;
    final Map<String, EvidenceResult> results = new HashMap<>();
    final Map<String, String> heldByOthers = new HashMap<>();

    final List<Instant> rollbacksBefore = new ArrayList<>();
    final Set<String> apart = new HashSet<>();
    String lastWriter;
    Change change;
    final Map<String, String> flagContents = new HashMap<>();
    final Map<String, String> switchedByOthers = new HashMap<>();

    /** What the cluster answers. */
    Function<Rollback, RollbackOutcome> rollback = this::patch;

    Function<Flag, FlagOutcome> flag =
            f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagOff, "off", "{on}", "{off}");
    Function<Flag, FlagOutcome> look =
            f -> new FlagOutcome(f.name, StepState.Running, Reason.FlagOff, "can be switched off", "{on}", "{off}");

    Function<StuckPodDeletion, StuckPodOutcome> deletion = this::delete;
    Function<Flag, FlagOutcome> check = f -> look.apply(f);
    Function<FlagRestore, FlagOutcome> restore = r -> new FlagOutcome(
            r.flag().name, StepState.Done, Reason.FlagRestored, "as before", r.record().after, r.record().before);
    Function<RouteOrder, RouteOutcome> route = r -> new RouteOutcome(
            r.look() ? StepState.Running : StepState.Done, Reason.RouteSwitched, "route led away", "[1]", "[2]");
    Function<RouteRestore, RouteOutcome> routeBack =
            r -> new RouteOutcome(StepState.Done, Reason.RouteRestored, "route led back", null, null);

    final List<ClusterAction> actions = new ArrayList<>();
    IncidentDecision last;

    IncidentStory(GatewayStory gateway, String name) {
        this.gateway = gateway;
        incident = incident(name);
        incident.getMetadata()
                .setCreationTimestamp(
                        gateway.clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    static AIIncident incident(String name) {
        AIIncident incident = new AIIncident();
        incident.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("ai")
                .withUid("uid-" + name)
                .withGeneration(1L)
                .withCreationTimestamp("2026-11-23T08:00:00Z")
                .build());
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.modelRef = new ModelRef();
        spec.modelRef.name = "pricing";
        spec.trigger = Trigger.Hallucination;
        incident.setSpec(spec);
        return incident;
    }

    static ModelDeployment model(String name, String... flags) {
        ModelDeployment model = new ModelDeployment();
        model.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("ai").build());
        model.setSpec(new ModelDeploymentSpec());
        for (String flag : flags) {
            Flag added = new Flag();
            added.name = flag;
            model.getSpec().flags.add(added);
        }
        return model;
    }

    IncidentStory flags(String... names) {
        model = model("pricing", names);
        return this;
    }

    IncidentResponse response() {
        if (incident.getSpec().response == null) {
            incident.getSpec().response = new IncidentResponse();
        }
        return incident.getSpec().response;
    }

    RollbackTarget target() {
        if (response().rollback == null) {
            response().rollback = new RollbackTarget();
        }
        return response().rollback;
    }

    IncidentStory resolves(Resolution.Kind kind) {
        incident.getSpec().resolution = new Resolution();
        incident.getSpec().resolution.kind = kind;
        return this;
    }

    IncidentView view() {
        return new IncidentView(
                incident,
                model,
                workloadMissing || model == null ? null : gateway.view(),
                workloadMissing ? null : gateway.marker,
                operatorPaused,
                actedBefore,
                7,
                Map.copyOf(results),
                change,
                Map.copyOf(heldByOthers),
                List.copyOf(rollbacksBefore),
                Set.copyOf(apart),
                lastWriter,
                Map.copyOf(flagContents),
                Map.copyOf(switchedByOthers));
    }

    /** Until nothing changes: then the same view must give the same status and no action. */
    IncidentStory reconcile() {
        IncidentRules rules = new IncidentRules(gateway.clock);
        for (int pass = 0; pass < PASSES; pass++) {
            IncidentView view = view();
            IncidentDecision decision = rules.decide(view);
            if (decision.action() == null && json(decision.status()).equals(json(incident.getStatus()))) {
                last = decision;
                return this;
            }
            if (decision.action() != null) {
                actions.add(decision.action());
            }
            incident.setStatus(carryOut(rules, view, decision).status());
        }
        throw new AssertionError("no end after " + PASSES + " passes: " + actions + json(incident.getStatus()));
    }

    private IncidentDecision carryOut(IncidentRules rules, IncidentView view, IncidentDecision decision) {
        ClusterAction action = decision.action();
        if (action instanceof RevisionMark mark) {
            assertThat(gateway.revisions).contains(mark.before());
            gateway.replace(mark.after());
            return decision;
        }
        if (action instanceof Rollback order) {
            return rules.after(view, decision, order, rollback.apply(order));
        }
        if (action instanceof StuckPodDeletion order) {
            assertThat(how("1/delete-stuck-pods")).as("meant before it is done").isEqualTo("Running PodsStuck");
            return rules.after(view, decision, deletion.apply(order));
        }
        if (action instanceof FlagCheck order) {
            return rules.after(
                    view, decision, order, order.flags().stream().map(check).toList());
        }
        if (action instanceof FlagRestore order) {
            return rules.after(view, decision, order, restore.apply(order));
        }
        if (action instanceof RouteOrder order) {
            return rules.after(view, decision, order, route.apply(order));
        }
        if (action instanceof RouteRestore order) {
            return rules.after(view, decision, order, routeBack.apply(order));
        }
        if (action instanceof FlagOrder order) {
            return rules.after(
                    view,
                    decision,
                    order.flags().stream().map(order.look() ? look : flag).toList());
        }
        return decision;
    }

    /** The failed revision is quarantined, then the workload patched. */
    RollbackOutcome patch(Rollback order) {
        quarantine(order);
        gateway.restore(order);
        return RollbackOutcome.patched(
                "restored " + order.to().name() + " in place of " + order.from().name());
    }

    StuckPodOutcome delete(StuckPodDeletion order) {
        gateway.stuck = List.of();
        return new StuckPodOutcome(order.pods().stream().map(StuckPod::name).toList(), null);
    }

    void quarantine(Rollback order) {
        gateway.replace(order.from()
                .blamed(RevisionState.Quarantined, Reason.RolledBack, order.incident(), gateway.clock.instant()));
    }

    List<Rollback> rollbacks() {
        return actions.stream()
                .filter(Rollback.class::isInstance)
                .map(Rollback.class::cast)
                .toList();
    }

    List<StuckPodDeletion> deletions() {
        return actions.stream()
                .filter(StuckPodDeletion.class::isInstance)
                .map(StuckPodDeletion.class::cast)
                .toList();
    }

    List<String> timeline() {
        return incident.getStatus().timeline.stream()
                .map(entry -> entry.reason + ": " + entry.message)
                .toList();
    }

    List<String> flagsTried() {
        return actions.stream()
                .filter(a -> a instanceof FlagOrder order && !order.look())
                .flatMap(a -> ((FlagOrder) a).flags().stream())
                .map(f -> f.name)
                .toList();
    }

    Phase phase() {
        return incident.getStatus().phase;
    }

    String suspect() {
        return gateway.view()
                .revision(incident.getStatus().suspect)
                .map(Revision::version)
                .orElse(null);
    }

    Step step(String id) {
        return incident.getStatus().steps.stream()
                .filter(s -> s.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    /** State and reason of a step, as in {@code Done Patched}; null where there is none. */
    String how(String id) {
        Step step = step(id);
        return step == null ? null : step.state + " " + step.reason;
    }

    /** Status and reason of a condition, as in {@code True Restored}; null where there is none. */
    String condition(String type) {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .map(c -> c.getStatus() + " " + c.getReason())
                .orElse(null);
    }

    Condition ready() {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    /** The audit's apart, see {@link #accounts}. */
    List<RecordTask> records() {
        return last.tasks().stream()
                .filter(t -> !(t instanceof RecordTask.Account))
                .toList();
    }

    List<String> tasks() {
        return records().stream().map(t -> t.id().step()).toList();
    }

    List<RecordTask.Account> accounts() {
        return last.tasks().stream()
                .filter(RecordTask.Account.class::isInstance)
                .map(RecordTask.Account.class::cast)
                .toList();
    }

    /** The ledger has what it was to be told. */
    IncidentStory isAccounted() {
        accounts().forEach(a -> result(a.id().attempt() + "/" + a.id().step(), StepState.Done, Reason.Audited));
        return reconcile();
    }

    void result(String id, StepState state, Reason reason) {
        results.put(id, new EvidenceResult(new RecordResult(state, reason, "from the database"), null));
    }

    static String json(Object value) {
        return Serialization.asJson(value);
    }
}
