package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.notify.Notifier;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.reconcile.outbox.WorkPool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sends messages on a few threads for each kind of receiver, so that none waits for another, nor for Postgres. When to try
 * again is decided with the status, so no pause follows a result.
 */
@ApplicationScoped
public class NotifyWorker {

    private static final int QUEUE = 1_000;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Notifier notifier;
    private final Map<NotificationType, WorkPool> pools = new EnumMap<>(NotificationType.class);
    private final Outbox<String, NotifyResult> outbox;

    public NotifyWorker(Notifier notifier, OutboxFactory outboxes) {
        this.notifier = notifier;
        this.outbox = outboxes.ofIncidents(Pause.never());
        for (NotificationType type : NotificationType.values()) {
            pools.put(type, new WorkPool("notify-" + type, QUEUE));
        }
    }

    /** Returns the results that the incident's status does not have yet, by key of the try. */
    Map<String, NotifyResult> results(AIIncident incident) {
        return outbox.results(Owner.of(incident));
    }

    /** These results are in the status. */
    void acknowledge(AIIncident incident, Map<String, NotifyResult> recorded) {
        outbox.acknowledge(Owner.of(incident), recorded);
    }

    void submit(List<NotifyTask> tasks) {
        for (NotifyTask task : tasks) {
            outbox.submit(
                    pools.get(task.to().type),
                    new Work<>(
                            new Owner(task.uid(), task.namespace(), task.incident()),
                            task.key(),
                            "incident=" + task.namespace() + "/" + task.incident(),
                            () -> notifier.send(task)));
        }
    }

    @PreDestroy
    void stop() {
        WorkPool.stop(pools.values(), STOP);
    }
}
