package dev.lastgood.reconcile.outbox;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** The threads beside the reconciles: Postgres and the API server have a pool each, so that neither waits for the other. */
@ApplicationScoped
public class BackgroundThreads {

    private static final int QUEUE = 10_000;
    private static final Duration STOP = Duration.ofSeconds(10);

    private final WorkPool database = new WorkPool("database-work", QUEUE);
    private final WorkPool cluster = new WorkPool("cluster-work", QUEUE);

    /** Returns the pool for what is written to Postgres or read there. */
    public WorkPool database() {
        return database;
    }

    /** Returns the pool for what the API server is asked. */
    public WorkPool cluster() {
        return cluster;
    }

    @PreDestroy
    void stop() {
        WorkPool.stop(List.of(cluster, database), STOP);
    }
}
