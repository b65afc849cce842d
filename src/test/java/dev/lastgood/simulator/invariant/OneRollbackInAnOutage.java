package dev.lastgood.simulator.invariant;

import dev.lastgood.api.incident.Source;
import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Body;
import java.time.Instant;

/**
 * While the upstream fails for all revisions, probes roll back once at most by themselves; and what begins to answer while answers are bad already
 * is neither rolled back nor quarantined by them. The outage ends with the first good answer after it.
 */
public final class OneRollbackInAnOutage implements Invariant {

    private boolean lasts;
    private int rollbacks;

    @Override
    public String name() {
        return "Outage";
    }

    @Override
    public void happens(Simulation world, Happening what) {
        if (what instanceof Happening.Outage outage && outage.begins() && !lasts) {
            lasts = true;
            rollbacks = 0;
        }
    }

    @Override
    public void check(Simulation world) {
        for (Act act : world.cluster.acts) {
            if (act instanceof Act.RolledBack rolled
                    && rolled.view().incident().getSpec().source == Source.Probe
                    && rolled.order().marker().revert() == 0) {
                judge(world, rolled);
            }
        }
        if (lasts && !world.cluster.upstreamDown) {
            lasts = false;
        }
    }

    private void judge(Simulation world, Act.RolledBack rolled) {
        var response = rolled.view().incident().getSpec().response;
        if (!lasts
                || response != null && response.approvedPlan != null
                || rolled.view().incident().getSpec().attempt > 1) {
            return; // a person wanted it
        }
        String version = rolled.order().from().version();
        if (++rollbacks > 1) {
            world.find(this, version + " was rolled back, the second rollback in one outage");
        }
        Body from = world.cluster.bodies.get(rolled.order().from().name());
        if (from != null && !world.turns.beganAfterGood(from) && !hasAnsweredWell(world, from)) {
            world.find(this, version + " was rolled back, although answers were bad before it");
        }
    }

    /** In this turn, so that what is bad now began later. */
    private static boolean hasAnsweredWell(Simulation world, Body revision) {
        Instant began = world.turns.lastBegan(revision);
        Instant good = world.probed.lastGood(revision);
        return began != null && good != null && !good.isBefore(began);
    }
}
