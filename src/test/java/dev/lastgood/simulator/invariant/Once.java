package dev.lastgood.simulator.invariant;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Source;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One effective rollback for each episode (incident and attempt), reverts apart; each receiver has one first message of an
 * episode at most; and probes open no second incident of a model for the same bad run. An incident that a person deletes may be
 * opened again, and one that a person gave a mode of its own takes in only what that mode allows.
 */
public final class Once implements Invariant {

    private final Set<String> rolledBack = new HashSet<>();
    private final Map<String, String> opened = new HashMap<>();
    private final Map<String, Integer> pages = new HashMap<>();

    @Override
    public void check(Simulation world) {
        for (Act act : world.cluster.acts) {
            if (act instanceof Act.RolledBack rolled) {
                String episode = rolled.order().marker().incidentUid() + "/"
                        + rolled.order().marker().attempt();
                boolean first = rolled.order().marker().revert() == 0;
                if (first && !rolledBack.add(episode)) {
                    world.find(this, "episode " + episode + " rolled back twice");
                }
            } else if (act instanceof Act.IncidentOpened open && open.incident().getSpec().source == Source.Probe) {
                opened(world, open.incident());
            }
        }
        // A page is sent before the status says for which attempt.
        if (world.isWell()) {
            pages(world);
        }
    }

    private void opened(Simulation world, AIIncident incident) {
        String run = incident.getSpec().modelRef.name + " since " + incident.getSpec().detectedAt;
        String uid = incident.getMetadata().getUid();
        String before = opened.put(run, uid);
        boolean exists = world.cluster.incidents.values().stream()
                .filter(i -> i.getMetadata().getUid().equals(before))
                .anyMatch(i -> i.getSpec().response == null || i.getSpec().response.mode == null);
        if (before != null && exists) {
            world.find(this, "probes opened " + before + " and " + uid + " for one bad run");
        }
    }

    private void pages(Simulation world) {
        pages.clear();
        for (Message message : world.cluster.messages.values()) {
            if (message.receiver().equals("pager") && message.news().equals("Opened")) {
                int known = pages.merge(message.incidentUid(), 1, Integer::sum);
                AIIncident incident = world.cluster.incidents.get(message.incident());
                int episodes = incident == null
                                || incident.getStatus() == null
                                || incident.getStatus().attempt == null
                                || !incident.getMetadata().getUid().equals(message.incidentUid())
                        ? Integer.MAX_VALUE
                        : incident.getStatus().attempt;
                if (known > episodes) {
                    world.find(
                            this,
                            "incident " + message.incident() + " paged " + known + " times in " + episodes
                                    + " episodes");
                }
            }
        }
    }
}
