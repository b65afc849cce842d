package dev.lastgood.reconcile;

import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Pause;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes outboxes whose results wake their owners, and which forget an object once it is deleted. */
@ApplicationScoped
public class OutboxFactory {

    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final Wakeups wakeups;

    public OutboxFactory(WatchedModels models, WatchedIncidents incidents, Wakeups wakeups) {
        this.models = models;
        this.incidents = incidents;
        this.wakeups = wakeups;
    }

    /** Returns an outbox whose owners are incidents. */
    public <K, R> Outbox<K, R> ofIncidents(Pause<R> pause) {
        Outbox<K, R> outbox = new Outbox<>(pause, owner -> wakeups.wakeIncident(owner.namespace(), owner.name()));
        incidents.onDelete(incident -> outbox.evict(incident.getMetadata().getUid()));
        return outbox;
    }

    /** Returns an outbox whose owners are models. */
    public <K, R> Outbox<K, R> ofModels(Pause<R> pause) {
        Outbox<K, R> outbox = new Outbox<>(pause, owner -> wakeups.wakeModel(owner.namespace(), owner.name()));
        models.onDelete(model -> outbox.evict(model.getMetadata().getUid()));
        return outbox;
    }
}
