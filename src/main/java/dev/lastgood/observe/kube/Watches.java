package dev.lastgood.observe.kube;

import dev.lastgood.lib.RootCause;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Starts the informers of all repositories, waits until they are in sync, and reports one that stops. */
// No proxy: Watches is stopped when Quarkus may have destroyed its beans, and a proxy would create another one.
@Singleton
public class Watches {

    private static final Duration SYNC = Duration.ofMinutes(1);

    private final List<Watched> repositories;
    private final WatchedJobs jobs;
    private final ConfigMapUsers users;
    private final WatchTrouble trouble;
    /** Empty until the start. */
    private volatile List<? extends SharedIndexInformer<?>> informers = List.of();

    /** @param trouble is told when a watch cannot go on */
    Watches(@All List<Watched> repositories, WatchedJobs jobs, ConfigMapUsers users, WatchTrouble trouble) {
        this.repositories = repositories;
        this.jobs = jobs;
        this.users = users;
        this.trouble = trouble;
    }

    /**
     * Starts all informers, once, and waits until they are in sync.
     *
     * @param rights what the operator may watch; of what it may not, the repositories know nothing
     * @throws IllegalStateException that names those that cannot list within a minute: a right is missing, or a CRD
     */
    public void start(WatchRights rights) {
        start(rights, SYNC);
    }

    synchronized void start(WatchRights rights, Duration patience) {
        if (!informers.isEmpty()) {
            return;
        }
        if (rights.jobs()) {
            jobs.allow();
        }
        users.allow(rights);
        informers = repositories.stream().flatMap(r -> r.informers().stream()).toList();
        List<CompletableFuture<Void>> starts = informers.stream()
                .map(SharedIndexInformer::start)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        try {
            CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the watches were starting", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("cannot watch: within " + patience.toSeconds()
                    + " s the API server gave no whole list of " + String.join(", ", unsynced()));
        } catch (Exception e) {
            throw new IllegalStateException("cannot watch: " + RootCause.of(e).getMessage(), e);
        }
        informers.forEach(i -> i.stopped().whenComplete((v, error) -> {
            if (error != null) {
                trouble.stopped(error);
            }
        }));
    }

    private Set<String> unsynced() {
        return informers.stream()
                .filter(i -> !i.hasSynced())
                .map(i -> HasMetadata.getKind(i.getApiTypeClass()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Stops all informers. */
    public synchronized void stop() {
        informers.forEach(SharedIndexInformer::stop);
    }

    /** All informers have listed what there is. */
    public boolean isSynced() {
        return !informers.isEmpty() && informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }
}
