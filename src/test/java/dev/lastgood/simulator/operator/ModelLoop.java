package dev.lastgood.simulator.operator;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.opening.Opening;
import dev.lastgood.decide.opening.ReturnedRevision;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.quarantine.KnownRevisions;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.lib.Delay;
import dev.lastgood.observe.probe.ProbeBoard;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Cluster;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands for ModelDeploymentReconciler with RevisionKeeping, QuarantineUpkeep, ReturnOpening, ProbeOpening and ModelReport. */
final class ModelLoop {

    private static final int LIMIT = 20;

    private final Cluster cluster;
    private final Caches caches;
    private final Observer observer;
    private final ProbeBoard board;
    private final RevisionMemoryWriter store;
    private final Requests requests;
    private Object changedFrom;
    private Object changedTo;
    private final RevisionRules rules;
    private final ModelStatus status;
    private final Map<String, String> lookedAt = new HashMap<>();

    ModelLoop(
            Cluster cluster,
            Caches caches,
            Observer observer,
            ProbeBoard board,
            RevisionMemoryWriter store,
            Requests requests) {
        this.cluster = cluster;
        this.caches = caches;
        this.observer = observer;
        this.board = board;
        this.store = store;
        this.requests = requests;
        this.rules = new RevisionRules(cluster.clock);
        this.status = new ModelStatus(cluster.clock);
    }

    /** Where the status that was written last differs from the one before; empty if none was. */
    String lastChange() {
        return changedTo == null ? "" : Differences.between(changedFrom, changedTo);
    }

    /** Forgets what was written last. */
    void forgetChange() {
        changedFrom = null;
        changedTo = null;
    }

    /** Runs one pass; returns when to look again though nothing happens, null: never. */
    Duration pass(ModelDeployment model) {
        List<AIIncident> incidents = observer.incidentsOf(model);
        Revision known = Serving.now(caches.revisions().all()).orElse(null);
        for (ModelDeployment owner : observer.owners()) {
            if (!owner.getSpec().probes.isEmpty() && !board.follows(owner)) {
                board.follow(owner, known);
                observer.forgetView();
            }
        }
        GatewayView view = observer.view();
        if (view == null) {
            write(model, status.withoutWorkload(model, incidents));
            return null;
        }
        RevisionDecision decision = rules.decide(observer.compared(view));
        if (!remember(decision)) {
            throw new StaleWrite();
        }
        returned(model, decision);
        board.follow(model, decision.serving());
        observer.forgetView();
        Map<String, ProbeState> verdicts = board.states(
                model, decision.serving() == null ? null : decision.serving().name());
        open(model, decision.serving(), verdicts);
        Duration breaker = report(model, decision, incidents, verdicts);
        // The real loop also looks for restarted pods each ten seconds; here each change of a pod wakes it.
        return Delay.shortest(breaker, decision.recheck());
    }

    private Duration report(
            ModelDeployment model,
            RevisionDecision decision,
            List<AIIncident> incidents,
            Map<String, ProbeState> verdicts) {
        QuarantineView kept = new QuarantineView(
                caches.quarantines().keySet(),
                cluster.terms.admission ? Enforcement.Enforced : Enforcement.NotEnforced);
        ModelDeploymentStatus after = status.of(model, decision, verdicts, kept, incidents, null);
        BreakerState breaker = BreakerState.of(model, observer.rollbacks(), cluster.now());
        status.breaker(model, after, breaker);
        write(model, after);
        return breaker.changes() == null ? null : Duration.between(cluster.now(), breaker.changes());
    }

    private void write(ModelDeployment model, ModelDeploymentStatus after) {
        if (SameFields.in(model.getStatus(), after)) {
            return;
        }
        changedFrom = model.getStatus();
        changedTo = after;
        ModelDeployment stored = requests.send(() -> cluster.writeStatus(model, after));
        if (stored == null) {
            throw new StaleWrite();
        }
        caches.wrote(stored);
    }

    // --- RevisionKeeping.remember

    private boolean remember(RevisionDecision decision) {
        boolean asSeen = complete();
        if (decision.snapshot() != null) {
            asSeen &= take(decision.snapshot());
        }
        for (Revision mark : decision.marks()) {
            Optional<Revision> before = recorded(mark.name());
            asSeen &= before.isPresent() && store.mark(null, before.get(), mark);
        }
        for (Revision removal : decision.removals()) {
            requests.send(() -> {
                if (cluster.revisions.remove(removal.name()) != null) {
                    cluster.recordedKeptOut.remove(removal.name());
                    cluster.changed();
                }
                return null;
            });
        }
        narrow(decision.declared());
        return asSeen;
    }

    private Optional<Revision> recorded(String name) {
        return caches.revisions().all().stream()
                .filter(r -> r.name().equals(name))
                .findFirst();
    }

    private boolean take(Revision snapshot) {
        return requests.send(() -> {
            if (cluster.workload == null || !cluster.declared().content().equals(snapshot.content())) {
                return false;
            }
            if (!cluster.revisions.containsKey(snapshot.name())) {
                cluster.revisions.put(snapshot.name(), snapshot);
                cluster.bodies.put(snapshot.name(), cluster.declared());
                cluster.changed();
            }
            caches.wrote(cluster.revisions.get(snapshot.name()));
            return true;
        });
    }

    // --- QuarantineUpkeep

    private boolean complete() {
        KnownRevisions known = caches.revisions();
        boolean asSeen = true;
        for (RevisionMark mark : known.notYetMarked()) {
            asSeen &= store.mark(null, mark.before(), mark.after());
        }
        for (String revision : known.notYetRecorded()) {
            requests.send(() -> {
                if (cluster.recordedKeptOut.add(revision)) {
                    cluster.changed();
                }
                return null;
            });
        }
        for (RevisionMark mark : known.abandoned(cluster.now())) {
            asSeen &= store.mark(null, mark.before(), mark.after());
        }
        known.keptOut().stream()
                .sorted(Comparator.comparing(KeptOut::since).reversed())
                .skip(LIMIT)
                .forEach(oldest -> requests.send(() -> cluster.removeQuarantine(oldest.revision())));
        return asSeen;
    }

    private void narrow(Revision declared) {
        if (declared == null || cluster.workload == null) {
            return;
        }
        for (KeptOut keptOut : caches.revisions().keptOut()) {
            if (keptOut.isNarrowable() && !declared.hash().equals(lookedAt.get(keptOut.revision()))) {
                requests.send(() -> {
                    store.narrow(keptOut.revision());
                    return null;
                });
                lookedAt.put(keptOut.revision(), declared.hash());
            }
        }
    }

    // --- ReturnOpening, ProbeOpening

    private void returned(ModelDeployment model, RevisionDecision decision) {
        List<AIIncident> known = observer.allIncidents();
        if (ReturnedRevision.possible(decision.revisions(), known).isEmpty()) {
            return;
        }
        GatewayView view = observer.view();
        if (view != null) {
            ReturnedRevision.of(model, observer.owners(), view, known).ifPresent(this::create);
        }
    }

    private void open(ModelDeployment model, Revision serving, Map<String, ProbeState> verdicts) {
        Opening.of(model, serving, verdicts, observer.allIncidents(), time -> Optional.ofNullable(observer.view())
                        .flatMap(v -> v.changedInPlace(serving, time)))
                .ifPresent(this::create);
    }

    private void create(AIIncident incident) {
        requests.send(() -> {
            if (cluster.create(incident)) {
                caches.wrote(incident);
                cluster.acts.add(new Act.IncidentOpened(cluster.now(), incident));
            }
            return null;
        });
    }
}
