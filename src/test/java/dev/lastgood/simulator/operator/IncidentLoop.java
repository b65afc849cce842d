package dev.lastgood.simulator.operator;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Flag;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
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
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.notice.NotifyDecision;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyRules;
import dev.lastgood.decide.notice.Recipients;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.lib.Delay;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.SimulatedFlag;
import dev.lastgood.simulator.world.SimulatedWorkload;
import dev.lastgood.simulator.world.Terms;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Stands for AIIncidentReconciler with IncidentActs, the performers, IncidentNotifications and IncidentRecording. */
final class IncidentLoop {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    /** Stands for Patience. */
    private static final int TRIES = 20;

    private final Cluster cluster;
    private final Caches caches;
    private final Observer observer;
    private final RevisionMemoryWriter store;
    private final Requests requests;
    private Object changedFrom;
    private Object changedTo;
    private final Results results;
    private final IncidentRules rules;
    private final NotifyRules notify;
    private final Map<RollbackMarker, Integer> changed = new HashMap<>();

    IncidentLoop(
            Cluster cluster,
            Caches caches,
            Observer observer,
            RevisionMemoryWriter store,
            Requests requests,
            Results results) {
        this.cluster = cluster;
        this.caches = caches;
        this.observer = observer;
        this.store = store;
        this.requests = requests;
        this.results = results;
        this.rules = new IncidentRules(cluster.clock);
        this.notify = new NotifyRules(cluster.clock);
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
    Duration pass(AIIncident incident) {
        IncidentView view = observer.view(incident);
        IncidentDecision decided = rules.decide(view);
        Recipients recipients = view.model() == null ? Recipients.NOBODY : Recipients.of(view.model());
        if (decided.action() != null) {
            results.send(notify.early(incident, view.model(), recipients, decided.status()));
        }
        IncidentDecision done = decided.action() == null ? decided : carryOut(view, decided);
        Map<String, NotifyResult> came = results.messagesOf(incident);
        NotifyDecision told = notify.advance(incident, view.model(), recipients, done.status(), came);
        if (told.status() != null && !SameFields.in(incident.getStatus(), told.status())) {
            changedFrom = incident.getStatus();
            changedTo = told.status();
            AIIncident stored = requests.send(() -> cluster.writeStatus(incident, told.status()));
            if (stored == null) {
                throw new StaleWrite();
            }
            caches.wrote(stored);
        }
        results.acknowledge(incident, view.background().results());
        results.submit(done.tasks());
        if (told.status() != null) {
            results.acknowledgeMessages(incident, came);
        }
        results.send(told.tasks());
        return Delay.shortest(done.recheck(), told.recheck());
    }

    private IncidentDecision carryOut(IncidentView view, IncidentDecision decision) {
        ClusterAction action = decision.action();
        if (action instanceof Rollback order) {
            return rules.after(view, decision, order, patience(order, rollBack(view, order)));
        }
        if (action instanceof RevisionMark mark) {
            store.mark(view, mark.before(), mark.after());
            return new IncidentDecision(view.incident().getStatus(), null, List.of(), LOOK_AGAIN);
        }
        if (action instanceof FlagOrder order) {
            List<FlagOutcome> outcomes = order.flags().stream()
                    .map(f -> order.look() || order.dryRun() ? look(f, order.dryRun()) : switchOff(view, f))
                    .toList();
            return rules.after(view, decision, outcomes);
        }
        if (action instanceof FlagCheck order) {
            return rules.after(
                    view,
                    decision,
                    order,
                    order.flags().stream().map(f -> look(f, false)).toList());
        }
        if (action instanceof FlagRestore order) {
            return rules.after(view, decision, order, restore(view, order));
        }
        if (action instanceof RouteOrder order) {
            return rules.after(view, decision, order, turn(view, order));
        }
        if (action instanceof RouteRestore order) {
            return rules.after(view, decision, order, turnBack(view, order));
        }
        throw new IllegalStateException("no performer for " + action);
    }

    // --- RollbackPerformer and WorkloadRollback

    private RollbackOutcome patience(Rollback order, RollbackOutcome outcome) {
        if (outcome.kind() != RollbackOutcome.Kind.Changed) {
            changed.remove(order.marker());
            return outcome;
        }
        return changed.merge(order.marker(), 1, Integer::sum) < TRIES
                ? outcome
                : RollbackOutcome.refused(Reason.ChangedMeanwhile, outcome.message());
    }

    private RollbackOutcome rollBack(IncidentView view, Rollback order) {
        SimulatedWorkload seen = caches.workload();
        GatewayView now = observer.view();
        if (seen == null
                || now == null
                || !Objects.equals(seen.marker, view.marker())
                || !now.live().hash().equals(view.gateway().live().hash())) {
            return RollbackOutcome.changed("the workload was changed since it was looked at");
        }
        SimulatedWorkload asSeen = seen == cluster.workload ? seen.copy() : seen;
        Body from = bodyOf(order.from().name());
        Body to = bodyOf(order.to().name());
        if (from == null || to == null) {
            return RollbackOutcome.refused(Reason.TargetNotFound, "the data do not exist any more");
        }
        if (order.isDryRun()) {
            return RollbackOutcome.patched("would have restored " + order.to().name());
        }
        if (!order.from().isQuarantined() && !store.impose(view, order.from(), order.to(), order.incident())) {
            return RollbackOutcome.changed("the revision changed meanwhile");
        }
        boolean configurationRestored = restoreConfiguration(to);
        return patch(view, order, asSeen, from, to, configurationRestored);
    }

    private Body bodyOf(String revision) {
        return cluster.revisions.containsKey(revision) ? cluster.bodies.get(revision) : null;
    }

    /** Only ConfigMaps that belong to the revision by today's policy. */
    private boolean restoreConfiguration(Body to) {
        boolean restored = false;
        for (String name : observer.declared().configMaps().keySet()) {
            String text = to.configMaps().get(name);
            if (text != null && !text.equals(cluster.configMaps.get(name))) {
                requests.send(() -> {
                    cluster.writeText(name, text);
                    return null;
                });
                caches.wroteWorkload();
                restored = true;
            }
        }
        return restored;
    }

    private RollbackOutcome patch(
            IncidentView view, Rollback order, SimulatedWorkload seen, Body from, Body to, boolean restored) {
        return requests.send(() -> {
            SimulatedWorkload now = cluster.workload;
            if (now == null
                    || now.incarnation != seen.incarnation
                    || now.generation != seen.generation
                            && !(now.image.equals(seen.image) && now.stamp == seen.stamp)) {
                return RollbackOutcome.changed("someone changed the workload after the rollback was decided");
            }
            boolean configurationRestored = restored || !from.configMaps().equals(to.configMaps());
            boolean mustRestart = configurationRestored
                    && cluster.terms.reading != Terms.Reading.RELOADED
                    && now.image.equals(to.image());
            Body live = new Body(now.image, from.configMaps());
            int stamp = now.image.equals(to.image()) ? now.stamp + (mustRestart ? 1 : 0) : now.stamp + 1;
            now.marker = order.marker();
            if (now.image.equals(to.image()) && stamp == now.stamp) {
                cluster.changed();
            } else {
                cluster.writeTemplate(to.image(), stamp, "lastgood");
            }
            caches.wroteWorkload();
            cluster.acts.add(new Act.RolledBack(cluster.now(), view, order, live, to));
            return RollbackOutcome.patched("restored " + order.to().name() + " in place of "
                    + order.from().name());
        });
    }

    // --- FlagSwitch

    private FlagOutcome look(Flag flag, boolean dryRun) {
        SimulatedFlag now = cluster.flags.get(flag.name);
        return now.off
                ? new FlagOutcome(
                        flag.name,
                        StepState.Done,
                        Reason.FlagAlreadyOff,
                        "off already",
                        "{off}",
                        "{off}",
                        now.content())
                : new FlagOutcome(
                        flag.name,
                        dryRun ? StepState.Done : StepState.Running,
                        Reason.FlagOff,
                        "would be switched off",
                        "{on}",
                        "{off}");
    }

    private FlagOutcome switchOff(IncidentView view, Flag flag) {
        return requests.send(() -> {
            SimulatedFlag now = cluster.flags.get(flag.name);
            if (now.off) {
                return look(flag, false);
            }
            now.write(true);
            cluster.changed();
            cluster.acts.add(new Act.FlagSwitched(cluster.now(), view, flag.name, true));
            return new FlagOutcome(
                    flag.name, StepState.Done, Reason.FlagOff, "switched off", "{on}", "{off}", now.content());
        });
    }

    private FlagOutcome restore(IncidentView view, FlagRestore order) {
        return requests.send(() -> {
            SimulatedFlag now = cluster.flags.get(order.flag().name);
            if (now.text().equals(order.record().before)) {
                return new FlagOutcome(
                        order.flag().name, StepState.Done, Reason.FlagRestored, "as before", null, null, now.content());
            }
            now.write(!order.record().before.equals("{on}"));
            cluster.changed();
            cluster.acts.add(new Act.FlagSwitched(cluster.now(), view, order.flag().name, now.off));
            return new FlagOutcome(
                    order.flag().name,
                    StepState.Done,
                    Reason.FlagRestored,
                    "as before",
                    order.record().after,
                    order.record().before,
                    now.content());
        });
    }

    // --- RouteSwitch

    private RouteOutcome turn(IncidentView view, RouteOrder order) {
        String route = order.route().httpRouteRef.name;
        if (cluster.switchedRoutes.contains(route)) {
            return new RouteOutcome(StepState.Done, Reason.RouteAlreadySwitched, "leads there", "[2]", "[2]");
        }
        if (order.look() || order.dryRun()) {
            return new RouteOutcome(
                    order.dryRun() ? StepState.Done : StepState.Running,
                    Reason.RouteSwitched,
                    "can be led",
                    "[1]",
                    "[2]");
        }
        return requests.send(() -> {
            cluster.switchedRoutes.add(route);
            cluster.changed();
            cluster.acts.add(new Act.RouteTurned(cluster.now(), view, route, true));
            return new RouteOutcome(StepState.Done, Reason.RouteSwitched, "leads to the fallback", "[1]", "[2]");
        });
    }

    private RouteOutcome turnBack(IncidentView view, RouteRestore order) {
        return requests.send(() -> {
            if (cluster.switchedRoutes.remove(order.record().name)) {
                cluster.changed();
                cluster.acts.add(new Act.RouteTurned(cluster.now(), view, order.record().name, false));
            }
            return new RouteOutcome(StepState.Done, Reason.RouteRestored, "leads where it led", null, null);
        });
    }
}
