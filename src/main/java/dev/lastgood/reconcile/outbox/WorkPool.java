package dev.lastgood.reconcile.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A few threads and a bounded queue for work that may hang; whatever must not wait for it has another pool. */
public final class WorkPool {

    private static final Logger LOG = Logger.getLogger(WorkPool.class);
    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;

    /**
     * @param name of its threads
     * @param queue how much may wait
     */
    public WorkPool(String name, int queue) {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), runnable -> {
                    Thread thread = new Thread(runnable, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs something slow.
     *
     * @param what for the log
     * @return false if too much is waiting; it is left to the next reconcile
     */
    public boolean execute(String what, Runnable work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.warnf("%s: %s", what, e.getMessage());
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            LOG.warnf("%s: too much is waiting, tried again later", what);
            return false;
        }
    }

    /**
     * Stops pools together: what is under way is finished, what waits is left to the next process.
     *
     * @param patience how long to wait for each of them
     */
    public static void stop(Collection<WorkPool> pools, Duration patience) {
        pools.forEach(pool -> {
            // In this order: whatever came in between would still be run.
            pool.executor.shutdown();
            pool.executor.getQueue().clear();
        });
        for (WorkPool pool : pools) {
            try {
                if (!pool.executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    pool.executor.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
