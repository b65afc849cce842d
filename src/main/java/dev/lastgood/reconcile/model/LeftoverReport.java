package dev.lastgood.reconcile.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.act.workload.LeftoverSearch;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.Leftover;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.workload.RestoredPart;
import dev.lastgood.lib.Json;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What rollbacks restored and later releases left in place. It is looked for in a background thread once another revision than
 * the failed and the restored one is rolled out; what the status lists is looked at again, so that it outlives the next rollback.
 */
@ApplicationScoped
class LeftoverReport {

    /** Ownership changes without a new revision, and without an event that says so. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private static final int SHOWN = 32;

    private record Question(WorkloadKey workload, String declared, Set<RestoredPart> listed) {}

    private final GatewayObserver gateways;
    private final RevisionBodies bodies;
    private final LeftoverSearch search;
    private final BackgroundThreads threads;
    private final Wakeups wakeups;
    private final Clock clock;
    private final Cache<Question, Optional<List<RestoredPart>>> answers =
            Caffeine.newBuilder().expireAfterWrite(AGAIN).maximumSize(10_000).build();

    LeftoverReport(
            GatewayObserver gateways,
            RevisionBodies bodies,
            LeftoverSearch search,
            BackgroundThreads threads,
            Wakeups wakeups,
            Clock clock) {
        this.gateways = gateways;
        this.bodies = bodies;
        this.search = search;
        this.threads = threads;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    /** Returns what the status lists next: what was found last, or what it lists now while that is unknown. */
    List<Leftover> of(ModelDeployment model, WorkloadKey workload, RevisionDecision decision) {
        List<Leftover> listed = model.getStatus() == null ? List.of() : model.getStatus().leftovers;
        Optional<RollbackMarker> marker = gateways.marker(workload);
        boolean fixed = decision.rollout() == Reason.RolloutComplete
                && decision.declared() != null
                && marker.filter(m -> !decision.declared().name().equals(m.from())
                                && !decision.declared().name().equals(m.to()))
                        .isPresent();
        if (!fixed) {
            return listed;
        }
        Set<RestoredPart> known =
                new TreeSet<>(listed.stream().map(LeftoverReport::part).toList());
        Question question = new Question(workload, decision.declared().hash(), known);
        Optional<List<RestoredPart>> answer = answers.getIfPresent(question);
        if (answer == null) {
            answers.put(question, Optional.empty());
            threads.cluster().execute("look for what rollbacks of " + workload + " left over", () -> {
                answers.put(question, Optional.of(search(question, marker.get())));
                wakeups.wake(workload);
            });
            return listed;
        }
        return answer.map(found -> shown(workload, listed, found)).orElse(listed);
    }

    /** Returns when to look again though nothing happens, null: never. */
    Duration recheck(List<Leftover> leftovers) {
        return leftovers.isEmpty() ? null : AGAIN.plusSeconds(1);
    }

    private List<RestoredPart> search(Question question, RollbackMarker marker) {
        WorkloadKey workload = question.workload();
        Optional<JsonNode> failed = bodies.of(workload.namespace(), marker.from());
        JsonNode good = bodies.of(workload.namespace(), marker.to()).orElseGet(Json::object);
        Set<RestoredPart> parts = new TreeSet<>(question.listed());
        if (failed.isPresent()) {
            parts.addAll(RestoredPart.between(failed.get(), good));
        }
        return search.among(workload.kind(), workload.namespace(), workload.name(), parts, good);
    }

    private List<Leftover> shown(WorkloadKey workload, List<Leftover> listed, List<RestoredPart> found) {
        return found.stream()
                .limit(SHOWN)
                .map(part -> listed.stream()
                        .filter(leftover -> part(leftover).equals(part))
                        .findFirst()
                        .orElseGet(() -> leftover(workload, part)))
                .toList();
    }

    private Leftover leftover(WorkloadKey workload, RestoredPart part) {
        Leftover leftover = new Leftover();
        leftover.object =
                part.configMap() == null ? workload.kind() + "/" + workload.name() : "ConfigMap/" + part.configMap();
        leftover.container = part.container();
        leftover.name = part.name();
        leftover.since = clock.instant().toString();
        return leftover;
    }

    private static RestoredPart part(Leftover leftover) {
        return new RestoredPart(
                leftover.container == null ? leftover.object.substring(leftover.object.indexOf('/') + 1) : null,
                leftover.container,
                leftover.name);
    }
}
