package dev.lastgood.simulator.history;

import dev.lastgood.api.Names;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.ModelRef;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.invariant.Liveness;
import dev.lastgood.simulator.world.Cluster;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What people do to incidents, models, quarantines and flags. */
public final class People {

    private final Cluster cluster;
    private int reported;
    private Obeyed obeyed;

    People(Cluster cluster) {
        this.cluster = cluster;
    }

    // --- incidents

    void report(ReportSpec report) {
        List<String> models = List.copyOf(cluster.models.keySet());
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.modelRef = new ModelRef();
        spec.modelRef.name = models.get(report.model() % models.size());
        spec.trigger = Trigger.Hallucination;
        spec.evidenceHold = report.hold();
        spec.drill = report.drill();
        if (report.detected() >= 0) {
            spec.detectedAt = cluster.now().minusSeconds(report.detected()).atZone(ZoneOffset.UTC);
        }
        if (report.suspect() != null) {
            spec.suspect = newest(report.suspect()).map(Revision::name).orElse("gateway-unknown");
        }
        if (report.mode() != null || report.dryRun() || report.target() != null) {
            spec.response = new IncidentResponse();
            spec.response.mode = report.mode();
            spec.response.dryRun = report.dryRun();
            if (report.target() != null) {
                spec.response.rollback = new RollbackTarget();
                spec.response.rollback.toVersion = report.target();
            }
        }
        AIIncident incident = new AIIncident();
        incident.setMetadata(new ObjectMetaBuilder()
                .withNamespace(Cluster.NAMESPACE)
                .withName("report-" + ++reported)
                .build());
        incident.setSpec(spec);
        cluster.create(incident);
    }

    /** The unfinished incident of this number, counted from the newest. */
    private Optional<AIIncident> incident(int number) {
        List<AIIncident> unfinished = new ArrayList<>();
        for (AIIncident incident : cluster.incidents.values()) {
            if (incident.getStatus() == null
                    || incident.getStatus().phase == null
                    || !incident.getStatus().phase.isOver()) {
                unfinished.add(0, incident);
            }
        }
        return unfinished.isEmpty() ? Optional.empty() : Optional.of(unfinished.get(number % unfinished.size()));
    }

    private void edit(int number, Consumer<AIIncidentSpec> change) {
        incident(number).ifPresent(incident -> edit(incident, change));
    }

    private void edit(AIIncident incident, Consumer<AIIncidentSpec> change) {
        AIIncidentSpec spec = Serialization.clone(incident.getSpec());
        change.accept(spec);
        cluster.write(incident, spec);
    }

    private static IncidentResponse response(AIIncidentSpec spec) {
        if (spec.response == null) {
            spec.response = new IncidentResponse();
        }
        return spec.response;
    }

    void approve(int number, boolean current) {
        incident(number)
                .filter(i -> i.getStatus() != null && i.getStatus().plan != null)
                .ifPresent(i -> edit(
                        i, spec -> response(spec).approvedPlan = current ? i.getStatus().plan.hash : "0123456789ab"));
    }

    void resolve(int number, Resolution.Kind kind, boolean restore) {
        edit(number, spec -> {
            spec.resolution = new Resolution();
            spec.resolution.kind = kind;
            spec.resolution.restore = restore;
            spec.resolution.rootCause = "known";
        });
    }

    void delete(int number) {
        incident(number).ifPresent(cluster::delete);
    }

    void tryAgain(int number) {
        incident(number)
                .ifPresent(i -> edit(
                        i,
                        spec -> spec.attempt = 1
                                + Math.max(
                                        spec.attempt,
                                        i.getStatus() == null || i.getStatus().attempt == null
                                                ? 0
                                                : i.getStatus().attempt)));
    }

    void hold(int number, boolean hold) {
        edit(number, spec -> spec.evidenceHold = hold);
    }

    void changeMode(int number, ResponseMode mode) {
        edit(number, spec -> response(spec).mode = mode);
    }

    /**
     * What a person did because Ready said so.
     *
     * @param before what people saw of the incident, see {@link Liveness#summary}
     */
    public record Obeyed(String incident, String act, String before, Instant at) {}

    void obey(int number) {
        incident(number).filter(i -> i.getStatus() != null).ifPresent(incident -> {
            String before = Liveness.summary(incident);
            Reason reason = incident.getStatus().conditions.stream()
                    .filter(ConditionType.Ready::isOf)
                    .filter(c -> c.getStatus().equals("False"))
                    .map(c -> Reason.of(c.getReason()))
                    .findFirst()
                    .orElse(null);
            String act = reason == null ? null : obey(number, incident, reason);
            if (act != null) {
                obeyed = new Obeyed(incident.getMetadata().getName(), act, before, cluster.now());
            }
        });
    }

    /** Returns what was done; null if nothing is asked that a person can do to this incident. */
    private String obey(int number, AIIncident incident, Reason reason) {
        switch (reason) {
            case AwaitingApproval, ApprovedPlanOutdated, BreakerOpen -> approve(number, true);
            case ObserveOnly -> changeMode(number, ResponseMode.Auto);
            case OperatorPaused -> pauseOperator(false);
            case ModelPaused -> {
                ModelDeployment model = cluster.models.get(incident.getSpec().modelRef.name);
                edit(0, model, spec -> spec.paused = false);
            }
            case EvidenceHold -> {
                if (!incident.getSpec().evidenceHold) {
                    return null; // another one holds it, and another person decides that
                }
                hold(number, false);
            }
            case LadderExhausted, RevertedTooOften, RecreatedTooOften, FlagRevertedTooOften -> tryAgain(number);
            case StillBad, ProbesUnknown -> resolve(number, Resolution.Kind.Accepted, false);
            default -> {
                return null;
            }
        }
        return "what " + reason + " asks for";
    }

    /** What was done last because Ready said so. */
    public Optional<Obeyed> obeyed() {
        return Optional.ofNullable(obeyed);
    }

    // --- revisions

    private Optional<Revision> newest(String image) {
        return cluster.revisions.values().stream()
                .filter(r -> image.equals(r.version()))
                .max(Comparator.comparingLong(Revision::number));
    }

    void declareGood(String image) {
        newest(image).ifPresent(r -> annotate(Names.DECLARE_GOOD, r.name()));
    }

    void release(String image, boolean byDeletion) {
        Optional<Revision> revision = cluster.revisions.values().stream()
                .filter(r -> image.equals(r.version()))
                .filter(r -> r.isQuarantined() || cluster.quarantines.containsKey(r.name()))
                .max(Comparator.comparingLong(Revision::number));
        revision.ifPresent(r -> {
            if (!byDeletion) {
                annotate(Names.RELEASE, r.name());
            } else {
                cluster.removeQuarantine(r.name());
            }
        });
    }

    /** Twice the same name: it is removed and written again, so that it acts again. */
    private void annotate(String key, String value) {
        ModelDeployment model = cluster.models.values().iterator().next();
        Map<String, String> annotations = new HashMap<>();
        if (model.getMetadata().getAnnotations() != null) {
            annotations.putAll(model.getMetadata().getAnnotations());
        }
        if (value.equals(annotations.remove(key))) {
            cluster.write(model, model.getSpec(), annotated(model, annotations));
            return;
        }
        annotations.put(key, value);
        cluster.write(model, model.getSpec(), annotated(model, annotations));
    }

    private static ObjectMeta annotated(ModelDeployment model, Map<String, String> annotations) {
        return new ObjectMetaBuilder(model.getMetadata())
                .withAnnotations(annotations)
                .build();
    }

    // --- models

    private ModelDeployment model(int number) {
        List<ModelDeployment> all = List.copyOf(cluster.models.values());
        return all.get(number % all.size());
    }

    private void edit(int number, ModelDeployment model, Consumer<ModelDeploymentSpec> change) {
        ModelDeploymentSpec spec = Serialization.clone(model.getSpec());
        change.accept(spec);
        cluster.write(model, spec, model.getMetadata());
    }

    void pause(int number, boolean paused) {
        ModelDeployment model = model(number);
        if (model.getSpec().paused != paused) {
            edit(number, model, spec -> spec.paused = paused);
        }
    }

    void pauseOperator(boolean paused) {
        if (cluster.operatorPaused != paused) {
            cluster.operatorPaused = paused;
            cluster.changed();
        }
    }

    void edit(int number, String term, Object value) {
        edit(number, model(number), spec -> {
            switch (term) {
                case "mode" -> spec.response.mode = (ResponseMode) value;
                case "settle" -> spec.response.settle = value + "s";
                case "goodFor" -> spec.response.goodFor = value + "s";
                case "suspectWindow" -> spec.response.suspectWindow = value + "s";
                case "breaker" -> spec.response.breaker.rollbacks = (Integer) value;
                case "failAfter" -> spec.probes.forEach(p -> p.failAfter = (Integer) value);
                case "router" ->
                    spec.gateway.configMaps = new ArrayList<>((Boolean) value ? List.of(Cluster.ROUTER) : List.of());
                case "soak" -> spec.goodness.soak = value + "s";
                default -> throw new IllegalArgumentException("no such term: " + term);
            }
        });
    }

    void switchOn(int number) {
        List<String> names = List.copyOf(cluster.flags.keySet());
        if (!names.isEmpty()) {
            String name = names.get(number % names.size());
            if (cluster.flags.get(name).off) {
                cluster.flags.get(name).write(false);
                cluster.changed();
            }
        }
    }
}
