package dev.lastgood.reconcile.start;

import dev.lastgood.api.incident.StepState;
import dev.lastgood.record.IncidentRecords;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has the ledger's known incidents in memory, so that a new cluster or a backup does not act on old ones. The start waits
 * for it a moment, a rollback never: where the database is away it is tried until it comes.
 */
@ApplicationScoped
public class LedgerLoader {

    private static final int RETRY_SECONDS = 5;

    private final IncidentRecords records;
    private final CountDownLatch triedOnce = new CountDownLatch(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "ledger-loader");
        thread.setDaemon(true);
        return thread;
    });

    public LedgerLoader(IncidentRecords records) {
        this.records = records;
    }

    /** Begins to load; again when this replica begins to lead, because others may have written since. */
    void start() {
        timer.execute(this::load);
    }

    /** Waits for the first try, at most so long. */
    void await(long seconds) {
        try {
            triedOnce.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load() {
        boolean waiting = true;
        try {
            waiting = records.loadKnown().state() == StepState.Pending;
        } finally {
            triedOnce.countDown();
            if (waiting) {
                timer.schedule(this::load, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
