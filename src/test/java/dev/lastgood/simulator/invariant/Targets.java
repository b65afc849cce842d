package dev.lastgood.simulator.invariant;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Terms;
import java.util.HashMap;
import java.util.Map;

/**
 * What is restored is Good or was named by a person, is not quarantined, was not Bad by its last verdict while it served, and has
 * other content than what is live. A revision that was Bad is a target again when it earns Good again or is declared good.
 */
public final class Targets implements Invariant {

    private final Map<String, Outcome> lastVerdict = new HashMap<>();

    @Override
    public String name() {
        return "Target";
    }

    @Override
    public void check(Simulation world) {
        for (Act act : world.cluster.acts) {
            if (act instanceof Act.RolledBack rolled) {
                judge(world, rolled);
            } else if (act instanceof Act.Remembered remembered
                    && remembered.after().state() == RevisionState.Good
                    && (remembered.before().state() != RevisionState.Good
                            || Reason.DeclaredGood.name()
                                    .equals(remembered.after().reason()))) {
                lastVerdict.remove(remembered.after().name());
            }
        }
        for (ModelDeployment model : world.cluster.models.values()) {
            if (model.getStatus() != null
                    && model.getStatus().servingRevision != null
                    && !isChangedInPlace(world, model.getStatus().servingRevision)) {
                model.getStatus().probes.stream()
                        .filter(p -> p.outcome == Outcome.Bad)
                        .forEach(p -> lastVerdict.put(model.getStatus().servingRevision, Outcome.Bad));
                if (!model.getStatus().probes.isEmpty()
                        && model.getStatus().probes.stream().allMatch(p -> p.outcome == Outcome.Good)) {
                    lastVerdict.put(model.getStatus().servingRevision, Outcome.Good);
                }
            }
        }
    }

    private void judge(Simulation world, Act.RolledBack rolled) {
        Revision to = rolled.order().to();
        boolean first = rolled.order().marker().revert() == 0;
        RollbackTarget asked = rolled.view().incident().getSpec().response == null
                ? null
                : rolled.view().incident().getSpec().response.rollback;
        boolean named = asked != null && (asked.toVersion != null || asked.toRevision != null);
        if (first && !named && to.state() != RevisionState.Good) {
            world.find(this, to.version() + " was restored and is " + to.state());
        } else if (to.isQuarantined() || world.isWell() && world.cluster.quarantines.containsKey(to.name())) {
            world.find(this, to.version() + " was restored and is quarantined");
        } else if (first
                && !named
                && world.cluster.terms.reading == Terms.Reading.AT_START
                && lastVerdict.get(to.name()) == Outcome.Bad) {
            world.find(this, to.version() + " was restored, and its last verdict was Bad");
        } else if (world.cluster
                        .bodies
                        .get(to.name())
                        .equals(world.cluster.bodies.get(rolled.order().from().name()))
                || isLive(rolled)) {
            world.find(this, to.version() + " was restored, and its content was live already");
        }
    }

    private static boolean isLive(Act.RolledBack rolled) {
        return rolled.view().gateway().declares(rolled.order().to());
    }

    /** What the probes say then is about what was written under the pods. */
    private static boolean isChangedInPlace(Simulation world, String serving) {
        Body body = world.cluster.bodies.get(serving);
        return world.cluster.workload != null
                && body != null
                && world.cluster.terms.reading != Terms.Reading.AT_START
                && (world.turns.now() == null
                        || !Cluster.isRun(body, new Body(body.image(), world.cluster.configMaps))
                        || !Cluster.isRun(body, world.turns.now().body()));
    }
}
