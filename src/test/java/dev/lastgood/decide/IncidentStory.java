package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.ModelRef;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.FlagCheck;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.FlagRestore;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.action.RouteRestore;
import dev.lastgood.decide.action.StuckPodDeletion;
import dev.lastgood.decide.action.StuckPodOutcome;
import dev.lastgood.decide.incident.BackgroundResults;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.OperatorState;
import dev.lastgood.decide.incident.OtherIncidents;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.incident.WorkloadHistory;
import dev.lastgood.decide.incident.WorkloadIncidents;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.decide.workload.StuckPod;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
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
public final class IncidentStory {
    private static final int PASSES = 12;

    public final GatewayStory gateway;
    public final AIIncident incident;
    public ModelDeployment model = model("pricing");
    public boolean workloadMissing;
    public boolean operatorPaused;
    public boolean actedBefore;
    public final Map<String, EvidenceResult> results = new HashMap<>();
    final Map<String, String> heldByOthers = new HashMap<>();
    /** Revisions whose evidence other incidents hold. */
    public final Map<String, String> heldForEvidence = new HashMap<>();

    public final List<Instant> rollbacksBefore = new ArrayList<>();
    public final Set<String> apart = new HashSet<>();
    public String lastWriter;
    public Instant createdAt;
    public Change change;
    public final Map<String, String> flagContents = new HashMap<>();
    public final Map<String, String> switchedByOthers = new HashMap<>();

    /** What the cluster answers. */
    public Function<Rollback, RollbackOutcome> rollback = this::patch;

    public Function<Flag, FlagOutcome> flag =
            f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagOff, "off", "{on}", "{off}");
    public Function<Flag, FlagOutcome> look =
            f -> new FlagOutcome(f.name, StepState.Running, Reason.FlagOff, "can be switched off", "{on}", "{off}");

    public Function<StuckPodDeletion, StuckPodOutcome> deletion = this::delete;
    public Function<Flag, FlagOutcome> check = f -> look.apply(f);
    public Function<FlagRestore, FlagOutcome> restore = r -> new FlagOutcome(
            r.flag().name, StepState.Done, Reason.FlagRestored, "as before", r.record().after, r.record().before);
    public Function<RouteOrder, RouteOutcome> route = r -> new RouteOutcome(
            r.look() ? StepState.Running : StepState.Done, Reason.RouteSwitched, "route led away", "[1]", "[2]");
    Function<RouteRestore, RouteOutcome> routeBack =
            r -> new RouteOutcome(StepState.Done, Reason.RouteRestored, "route led back", null, null);

    public final List<ClusterAction> actions = new ArrayList<>();
    public IncidentDecision last;

    public IncidentStory(GatewayStory gateway, String name) {
        this.gateway = gateway;
        incident = incident(name);
        incident.getMetadata()
                .setCreationTimestamp(
                        gateway.clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    public static AIIncident incident(String name) {
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

    public static ModelDeployment model(String name, String... flags) {
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

    public IncidentStory flags(String... names) {
        model = model("pricing", names);
        return this;
    }

    public IncidentResponse response() {
        if (incident.getSpec().response == null) {
            incident.getSpec().response = new IncidentResponse();
        }
        return incident.getSpec().response;
    }

    public RollbackTarget target() {
        if (response().rollback == null) {
            response().rollback = new RollbackTarget();
        }
        return response().rollback;
    }

    /** The workload is deleted, and does not come back within seconds. */
    public IncidentStory losesItsWorkload() {
        workloadMissing = true;
        reconcile();
        gateway.passes(Duration.ofSeconds(11));
        return this;
    }

    public IncidentStory resolves(Resolution.Kind kind) {
        incident.getSpec().resolution = new Resolution();
        incident.getSpec().resolution.kind = kind;
        return this;
    }

    public IncidentView view() {
        gateway.suspects.clear();
        gateway.suspects.putAll(new WorkloadIncidents(List.of(incident)).suspects());
        return new IncidentView(
                incident,
                model,
                workloadMissing || model == null ? null : gateway.view(),
                new WorkloadHistory(
                        workloadMissing ? null : gateway.marker,
                        List.copyOf(rollbacksBefore),
                        lastWriter,
                        workloadMissing ? null : createdAt),
                new OtherIncidents(
                        Map.copyOf(heldByOthers),
                        Map.copyOf(switchedByOthers),
                        Map.copyOf(heldForEvidence),
                        Set.copyOf(apart)),
                new BackgroundResults(Map.copyOf(results), change, actedBefore),
                new OperatorState(operatorPaused, 7),
                Map.copyOf(flagContents));
    }

    /** Until nothing changes: then the same view must give the same status and no action. */
    public IncidentStory reconcile() {
        IncidentRules rules = new IncidentRules(gateway.clock);
        for (int pass = 0; pass < PASSES; pass++) {
            IncidentView view = view();
            String seen = json(incident.getStatus());
            IncidentDecision decision = rules.decide(view);
            isUntouched(seen);
            if (decision.action() == null && json(decision.status()).equals(json(incident.getStatus()))) {
                assertThat(decision.status())
                        .as("nothing changed, so nothing is copied")
                        .isSameAs(incident.getStatus());
                last = decision;
                return this;
            }
            if (decision.action() != null) {
                actions.add(decision.action());
            }
            String decided = json(decision.status());
            IncidentDecision done = carryOut(rules, view, decision);
            isUntouched(seen);
            assertThat(json(decision.status()))
                    .as("the decision, after its outcome")
                    .isEqualTo(decided);
            incident.setStatus(done.status());
        }
        throw new AssertionError("no end after " + PASSES + " passes: " + actions + json(incident.getStatus()));
    }

    /** The rules share what did not change with the status that they were given: whoever writes into a part changes the cache. */
    private void isUntouched(String seen) {
        assertThat(json(incident.getStatus())).as("the status that was given").isEqualTo(seen);
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
    public RollbackOutcome patch(Rollback order) {
        quarantine(order);
        gateway.restore(order);
        return RollbackOutcome.patched(
                "restored " + order.to().name() + " in place of " + order.from().name());
    }

    public StuckPodOutcome delete(StuckPodDeletion order) {
        gateway.stuck = List.of();
        return new StuckPodOutcome(order.pods().stream().map(StuckPod::name).toList(), null);
    }

    void quarantine(Rollback order) {
        gateway.replace(order.from()
                .blamed(RevisionState.Quarantined, Reason.RolledBack, order.incident(), gateway.clock.instant()));
    }

    public List<Rollback> rollbacks() {
        return actions.stream()
                .filter(Rollback.class::isInstance)
                .map(Rollback.class::cast)
                .toList();
    }

    public List<StuckPodDeletion> deletions() {
        return actions.stream()
                .filter(StuckPodDeletion.class::isInstance)
                .map(StuckPodDeletion.class::cast)
                .toList();
    }

    public List<String> timeline() {
        return incident.getStatus().timeline.stream()
                .map(entry -> entry.reason + ": " + entry.message)
                .toList();
    }

    public List<String> flagsTried() {
        return actions.stream()
                .filter(a -> a instanceof FlagOrder order && !order.look())
                .flatMap(a -> ((FlagOrder) a).flags().stream())
                .map(f -> f.name)
                .toList();
    }

    public Phase phase() {
        return incident.getStatus().phase;
    }

    public String suspect() {
        return gateway.view()
                .revision(incident.getStatus().suspect)
                .map(Revision::version)
                .orElse(null);
    }

    public Step step(String id) {
        return incident.getStatus().steps.stream()
                .filter(s -> s.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    /** State and reason of a step, as in {@code Done Patched}; null where there is none. */
    public String how(String id) {
        Step step = step(id);
        return step == null ? null : step.state + " " + step.reason;
    }

    /** Status and reason of a condition, as in {@code True Restored}; null where there is none. */
    public String message(String type) {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    public String condition(String type) {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .map(c -> c.getStatus() + " " + c.getReason())
                .orElse(null);
    }

    public Condition ready() {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    /** The audit's apart, see {@link #accounts}. */
    public List<RecordTask> records() {
        return last.tasks().stream()
                .filter(t -> !(t instanceof RecordTask.Account))
                .toList();
    }

    public List<String> tasks() {
        return records().stream().map(t -> t.id().step()).toList();
    }

    public List<RecordTask.Account> accounts() {
        return last.tasks().stream()
                .filter(RecordTask.Account.class::isInstance)
                .map(RecordTask.Account.class::cast)
                .toList();
    }

    /** The ledger has what it was to be told. */
    public IncidentStory isAccounted() {
        accounts().forEach(a -> result(a.id().attempt() + "/" + a.id().step(), StepState.Done, Reason.Audited));
        return reconcile();
    }

    public void result(String id, StepState state, Reason reason) {
        results.put(id, new EvidenceResult(new RecordResult(state, reason, "from the database"), null));
    }

    public static String json(Object value) {
        return Serialization.asJson(value);
    }
}
