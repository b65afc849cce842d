package dev.lastgood.simulator.invariant;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.api.incident.Source;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.Mode;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Act;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Nothing changes in mode Observe; in Suggest without the hash of a plan that was shown and that names the change; while the
 * operator or the model is paused, evidence is held or a dry run asks. An open breaker means Suggest. What was switched goes back
 * only if the resolution says so. The mode is the incident's own, else the one that was decided for it, else the policy's.
 */
public final class Consented implements Invariant {

    /** By uid of the incident: what a person has approved of it; what was begun with that is kept. */
    private final Map<String, Set<String>> approved = new HashMap<>();

    /** By uid of the incident: each plan that was shown, by its hash. */
    private final Map<String, Map<String, Plan>> shown = new HashMap<>();

    @Override
    public String name() {
        return "Consent";
    }

    @Override
    public void check(Simulation world) {
        rememberApprovals(world);
        for (Act act : world.cluster.acts) {
            if (act instanceof Act.RolledBack rolled) {
                String from = rolled.order().from().name();
                String to = rolled.order().to().name();
                judge(
                        world,
                        rolled.view(),
                        "rolled " + rolled.order().from().version() + " back",
                        plan -> from.equals(plan.from) && (to.equals(plan.to) || to.equals(plan.otherwise)));
                held(world, rolled);
                broken(world, rolled);
            } else if (act instanceof Act.FlagSwitched flag && flag.off() && !isRestoring(flag.view())) {
                judge(
                        world,
                        flag.view(),
                        "switched flag " + flag.flag() + " off",
                        plan -> plan.flags.contains(flag.flag()));
            } else if (act instanceof Act.FlagSwitched flag && !flag.off() && !isRestoring(flag.view())) {
                world.find(this, "flag " + flag.flag() + " was put back, and nobody asked for it");
            } else if (act instanceof Act.RouteTurned route && route.toFallback()) {
                judge(world, route.view(), "switched the route", plan -> plan.route != null);
            } else if (act instanceof Act.RouteTurned route && !isRestoring(route.view())) {
                world.find(this, "the route was put back, and nobody asked for it");
            }
        }
        remember(world);
    }

    private void rememberApprovals(Simulation world) {
        for (AIIncident incident : world.cluster.incidents.values()) {
            if (incident.getSpec().response != null && incident.getSpec().response.approvedPlan != null) {
                approved.computeIfAbsent(incident.getMetadata().getUid(), uid -> new HashSet<>())
                        .add(incident.getSpec().response.approvedPlan);
            }
        }
    }

    private void remember(Simulation world) {
        for (AIIncident incident : world.cluster.incidents.values()) {
            AIIncidentStatus status = incident.getStatus();
            if (status != null && status.plan != null) {
                shown.computeIfAbsent(incident.getMetadata().getUid(), uid -> new HashMap<>())
                        .put(status.plan.hash, status.plan);
            }
        }
    }

    private static boolean isRestoring(IncidentView view) {
        return view.incident().getSpec().resolution != null && view.incident().getSpec().resolution.restore;
    }

    private void judge(Simulation world, IncidentView view, String what, Predicate<Plan> names) {
        AIIncident incident = view.incident();
        String name = incident.getMetadata().getName();
        if (DryRun.isAsked(incident)) {
            world.find(this, "the dry run " + name + " " + what);
        } else if (view.operator().paused() || view.model().getSpec().paused) {
            world.find(this, "incident " + name + " " + what + " while paused");
        } else if (incident.getSpec().evidenceHold && !isBegun(incident)) {
            world.find(this, "incident " + name + " " + what + " while it holds evidence");
        } else if (mode(view) == ResponseMode.Observe && !(isSuggested(incident) && isApproved(incident, names))) {
            world.find(this, "incident " + name + " " + what + " in mode Observe");
        } else if (mode(view) == ResponseMode.Suggest && !isApproved(incident, names)) {
            world.find(this, "incident " + name + " " + what + " without approval of a plan that names it");
        }
    }

    /** Another policy of the model changes no incident that waits already. */
    private static boolean isSuggested(AIIncident incident) {
        return incident.getStatus() != null && incident.getStatus().phase == Phase.Suggested;
    }

    private static boolean isBegun(AIIncident incident) {
        return incident.getStatus() != null
                && (incident.getStatus().phase == Phase.Stabilizing || incident.getStatus().phase == Phase.Mitigated);
    }

    /** As the documentation says it, and not as the rules do: they are under test. */
    private static ResponseMode mode(IncidentView view) {
        AIIncident incident = view.incident();
        AIIncidentStatus status = incident.getStatus();
        if (incident.getSpec().response != null && incident.getSpec().response.mode != null) {
            return incident.getSpec().response.mode;
        }
        if (incident.getSpec().source == null || incident.getSpec().source == Source.Person) {
            return ResponseMode.Auto;
        }
        // Another policy changes nothing of what has begun.
        boolean kept = status != null
                && (status.phase == Phase.Stabilizing && status.mode != null
                        || status.phase == Phase.Mitigated && status.mode == ResponseMode.Auto);
        return kept ? status.mode : view.model().getSpec().response.mode;
    }

    private boolean isApproved(AIIncident incident, Predicate<Plan> names) {
        String uid = incident.getMetadata().getUid();
        Map<String, Plan> plans = shown.getOrDefault(uid, Map.of());
        return approved.getOrDefault(uid, Set.of()).stream()
                .map(plans::get)
                .anyMatch(plan -> plan != null && names.test(plan));
    }

    /** Evidence that one incident holds is held from all. */
    private void held(Simulation world, Act.RolledBack rolled) {
        for (AIIncident other : world.cluster.incidents.values()) {
            if (other.getSpec().evidenceHold
                    && world.isWell()
                    && other.getStatus() != null
                    && !Protected.isOver(other)
                    && !isBegun(other)
                    && Instant.parse(other.getStatus().times.attempt).isBefore(rolled.at())
                    && rolled.order().from().name().equals(other.getStatus().suspect)) {
                world.find(
                        this,
                        "incident " + rolled.order().incident() + " rolled back what incident "
                                + other.getMetadata().getName() + " holds as evidence");
            }
        }
    }

    private void broken(Simulation world, Act.RolledBack rolled) {
        IncidentView view = rolled.view();
        AIIncident incident = view.incident();
        boolean first = rolled.order().marker().revert() == 0;
        boolean decidedNow = incident.getStatus() == null || incident.getStatus().phase != Phase.Stabilizing;
        boolean byPolicy = !Mode.isByPerson(incident)
                && incident.getSpec().source != Source.Return
                && Mode.wished(incident, view.model()) == ResponseMode.Auto;
        boolean approved = incident.getSpec().response != null
                && incident.getSpec().response.approvedPlan != null
                && Objects.nonNull(shown.getOrDefault(incident.getMetadata().getUid(), Map.of())
                        .get(incident.getSpec().response.approvedPlan));
        if (first
                && decidedNow
                && byPolicy
                && !approved
                && BreakerState.of(view.model(), view.history().rollbacks(), rolled.at())
                                .closes()
                        != null) {
            world.find(this, "incident " + incident.getMetadata().getName() + " rolled back while the breaker is open");
        }
    }
}
