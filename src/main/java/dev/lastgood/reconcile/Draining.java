package dev.lastgood.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets the reconciles that are under way end before the operator stops. The SDK (5.2, with its Quarkus extension 7.4)
 * interrupts them at once, whatever {@code termination-timeout-seconds} says, which it only takes as a reason to stop a
 * second time, beside us.
 */
@ApplicationScoped
public class Draining {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final ReadWriteLock underWay = new ReentrantReadWriteLock();
    private volatile boolean stopping;

    /** Returns what a reconcile returns; once the operator stops none begins, and the next leader does it. */
    public <R extends HasMetadata> UpdateControl<R> reconcile(Supplier<UpdateControl<R>> reconcile) {
        Lock one = underWay.readLock();
        if (!one.tryLock()) {
            return UpdateControl.noUpdate();
        }
        try {
            // Asked with the lock in hand: whoever stops has said so before it waits for the lock.
            return stopping ? UpdateControl.noUpdate() : reconcile.get();
        } finally {
            one.unlock();
        }
    }

    /** Quarkus takes the client and the container away right after this event, whatever the main thread still does. */
    void stops(@Observes ShutdownEvent event) {
        LOG.info("Lastgood stops when the reconciles under way have ended");
        if (!drain()) {
            LOG.warn("Lastgood stops in the middle of a reconcile; the next leader goes on with it");
        }
    }

    /** From now on no reconcile begins; waits for those under way. Returns false where one is left after 20 seconds. */
    public boolean drain() {
        stopping = true;
        Lock all = underWay.writeLock();
        try {
            if (!all.tryLock(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            all.unlock();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
