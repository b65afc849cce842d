package dev.lastgood.simulator.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.Kinship;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Quarantined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Stands for RevisionStore and QuarantineStore. */
final class RevisionMemoryWriter {

    private final Cluster cluster;
    private final Caches caches;
    private final Requests requests;

    RevisionMemoryWriter(Cluster cluster, Caches caches, Requests requests) {
        this.cluster = cluster;
        this.caches = caches;
        this.requests = requests;
    }

    /**
     * Writes what is remembered of a revision, guarded by its state and since when it has it.
     *
     * @param view what an incident decided it from; null: no incident
     */
    boolean mark(IncidentView view, Revision before, Revision after) {
        if (before.isQuarantined() && !after.isQuarantined()) {
            return lift(view, before, after);
        }
        if (before.isQuarantined()
                && after.incident() != null
                && !after.incident().equals(before.incident())) {
            requests.send(() -> {
                cluster.quarantines.computeIfPresent(before.name(), (name, q) -> q.answeredBy(after.incident()));
                return null;
            });
        }
        return requests.send(() -> {
            Revision now = cluster.revisions.get(before.name());
            if (now == null
                    || now.state() != before.state()
                    || !Objects.equals(now.standing().since(), before.standing().since())) {
                return false;
            }
            store(view, now, merged(now, before, after));
            return true;
        });
    }

    private boolean lift(IncidentView view, Revision before, Revision after) {
        boolean asSeen = requests.send(() -> isGuarded(before));
        if (!asSeen) {
            return false;
        }
        requests.send(() -> cluster.removeQuarantine(before.name()));
        return requests.send(() -> {
            Revision now = cluster.revisions.get(before.name());
            if (!isGuarded(before)) {
                return false;
            }
            cluster.recordedKeptOut.remove(before.name());
            store(view, now, merged(now, before, after));
            return true;
        });
    }

    private boolean isGuarded(Revision before) {
        Revision now = cluster.revisions.get(before.name());
        return now != null
                && now.state() == before.state()
                && (before.incident() == null || before.incident().equals(now.incident()));
    }

    private void store(IncidentView view, Revision now, Revision after) {
        cluster.revisions.put(after.name(), after);
        complete(after);
        caches.wrote(after);
        if (!now.equals(after)) {
            cluster.changed();
            cluster.acts.add(new Act.Remembered(cluster.now(), view, now, after));
        }
    }

    /** What it learns of a ConfigMap that the policy names since is what the ConfigMap says now. */
    private void complete(Revision after) {
        Body known = cluster.bodies.get(after.name());
        Map<String, String> maps = new HashMap<>(cluster.configMaps);
        maps.keySet().retainAll(after.content().configuration().names());
        maps.putAll(known.configMaps());
        cluster.bodies.put(after.name(), new Body(known.image(), maps));
    }

    /** Only what the writer changed is in its patch. */
    private static Revision merged(Revision now, Revision before, Revision after) {
        return new Revision(
                now.name(),
                now.number(),
                pick(now.content(), before.content(), after.content()),
                pick(now.sighting(), before.sighting(), after.sighting()),
                pick(now.standing(), before.standing(), after.standing()),
                pick(now.service(), before.service(), after.service()),
                pick(now.declarations(), before.declarations(), after.declarations()),
                pick(now.images(), before.images(), after.images()),
                pick(now.checksums(), before.checksums(), after.checksums()));
    }

    private static <T> T pick(T now, T before, T after) {
        return Objects.equals(before, after) ? now : after;
    }

    /** Imposes the quarantine of a rollback; returns false if the revision was changed since it was seen. */
    boolean impose(IncidentView view, Revision from, Revision to, String incident) {
        Body failed = cluster.bodies.get(from.name());
        Body lastGood = cluster.bodies.get(to.name());
        List<Body> earlier = Kinship.failedSince(view.gateway().revisions(), to).stream()
                .filter(r -> !r.name().equals(from.name()))
                .map(r -> cluster.bodies.get(r.name()))
                .filter(Objects::nonNull)
                .toList();
        Blame blame = failed.blame(lastGood, earlier);
        return requests.send(() -> {
            if (blame.isEmpty()) {
                Revision now = cluster.revisions.get(from.name());
                if (!isGuarded(from)) {
                    return false;
                }
                store(
                        view,
                        now,
                        now.blamed(
                                dev.lastgood.api.model.RevisionState.Quarantined,
                                dev.lastgood.api.condition.Reason.RolledBack,
                                incident,
                                cluster.now()));
            } else if (!cluster.quarantines.containsKey(from.name())) {
                cluster.quarantines.put(
                        from.name(),
                        new Quarantined(
                                from.name(),
                                incident,
                                cluster.now(),
                                blame,
                                lastGood,
                                blame.ofTemplate(),
                                blame.ofConfiguration()));
                cluster.changed();
            }
            cluster.acts.add(new Act.KeptOutNow(cluster.now(), view, from));
            return true;
        });
    }

    /** If template and configuration are blamed, and one of them has been fixed, the other may come back. */
    void narrow(String revision) {
        Quarantined quarantine = cluster.quarantines.get(revision);
        if (quarantine == null || cluster.workload == null) {
            return;
        }
        Blame blame = quarantine.blame();
        Body live = cluster.declared();
        Body lastGood = quarantine.lastGood();
        JsonNode good = lastGood.tree();
        Map<String, String> template = blame.templateValues(good.path("template"));
        Map<String, String> configuration = blame.configurationValues(good.path("configMaps"));
        boolean templateFixed = blame.isTemplateFixed(live.tree().path("template"), template);
        boolean configurationFixed = blame.isConfigurationFixed(
                new Body(live.image(), cluster.configMaps).tree().path("configMaps"), configuration);
        if (templateFixed != configurationFixed) {
            cluster.quarantines.put(revision, quarantine.narrowed(templateFixed, configurationFixed));
            cluster.changed();
        }
    }
}
