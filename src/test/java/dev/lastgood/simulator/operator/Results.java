package dev.lastgood.simulator.operator;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stands for RecordWorker, NotifyWorker and their outboxes: what the ledger and the receivers answered and no status has yet. It
 * is in memory, so a crash loses it.
 */
final class Results {

    /** Without Postgres: what is recorded there decides nothing, and its digests take most of the time of a pass. */
    private static final RecordResult NO_DATABASE =
            new RecordResult(StepState.Skipped, Reason.DatabaseNotConfigured, "no database");

    private final Cluster cluster;
    private final Map<String, Map<String, EvidenceResult>> rows = new HashMap<>();
    private final Map<String, Map<String, NotifyResult>> messages = new HashMap<>();
    /** Incidents for which something came. */
    private final Set<String> woken = new HashSet<>();

    Results(Cluster cluster) {
        this.cluster = cluster;
    }

    Map<String, EvidenceResult> of(AIIncident incident) {
        return Map.copyOf(rows.getOrDefault(incident.getMetadata().getUid(), Map.of()));
    }

    Map<String, NotifyResult> messagesOf(AIIncident incident) {
        return Map.copyOf(messages.getOrDefault(incident.getMetadata().getUid(), Map.of()));
    }

    void acknowledge(AIIncident incident, Map<String, EvidenceResult> recorded) {
        Map<String, EvidenceResult> known = rows.get(incident.getMetadata().getUid());
        if (known != null) {
            known.keySet().removeAll(recorded.keySet());
        }
    }

    void acknowledgeMessages(AIIncident incident, Map<String, NotifyResult> recorded) {
        Map<String, NotifyResult> known = messages.get(incident.getMetadata().getUid());
        if (known != null) {
            known.keySet().removeAll(recorded.keySet());
        }
    }

    void submit(List<RecordTask> tasks) {
        for (RecordTask task : tasks) {
            Map<String, EvidenceResult> known =
                    rows.computeIfAbsent(task.facts().uid(), uid -> new HashMap<>());
            String key = task.id().attempt() + "/" + task.id().step();
            if (known.put(key, new EvidenceResult(NO_DATABASE, null)) == null) {
                woken.add(task.facts().incident().name());
            }
        }
    }

    void send(List<NotifyTask> tasks) {
        for (NotifyTask task : tasks) {
            String uid = task.subject().uid();
            Map<String, NotifyResult> known = messages.computeIfAbsent(uid, u -> new HashMap<>());
            if (known.containsKey(task.attempt().key())) {
                continue;
            }
            Message before = cluster.messages.get(task.attempt().message());
            cluster.messages.put(
                    task.attempt().message(),
                    new Message(
                            task.to().name(),
                            uid,
                            task.subject().incident(),
                            before == null ? cluster.now() : before.at(),
                            before == null ? 1 : before.times() + 1,
                            task.news().name(),
                            task.notice().title()));
            String threaded = task.lines().isEmpty()
                    ? null
                    : task.lines().get(task.lines().size() - 1).at;
            known.put(
                    task.attempt().key(),
                    NotifyResult.done("id-" + task.attempt().message(), threaded));
            woken.add(task.subject().incident());
        }
    }

    /** The incidents for which something came since this was asked last. */
    Set<String> woken() {
        Set<String> all = Set.copyOf(woken);
        woken.clear();
        return all;
    }
}
