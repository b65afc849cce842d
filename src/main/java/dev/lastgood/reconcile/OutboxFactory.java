package dev.lastgood.reconcile;

import dev.lastgood.observe.Watches;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Makes outboxes whose results wake their owners, and which forget an object once it is deleted. */
@ApplicationScoped
public class OutboxFactory {

    private final Watches watches;
    private final Wakeups wakeups;

    public OutboxFactory(Watches watches, Wakeups wakeups) {
        this.watches = watches;
        this.wakeups = wakeups;
    }

    /** Returns an outbox whose owners are incidents. */
    public <K, R> Outbox<K, R> ofIncidents(Pause<R> pause) {
        return forgetful(pause, owner -> wakeups.wakeIncident(owner.namespace(), owner.name()));
    }

    /** Returns an outbox whose owners are models. */
    public <K, R> Outbox<K, R> ofModels(Pause<R> pause) {
        return forgetful(pause, owner -> wakeups.wakeModel(owner.namespace(), owner.name()));
    }

    private <K, R> Outbox<K, R> forgetful(Pause<R> pause, Consumer<Owner> wake) {
        Outbox<K, R> outbox = new Outbox<>(pause, wake);
        watches.onDelete(object -> outbox.evict(object.getMetadata().getUid()));
        return outbox;
    }
}
