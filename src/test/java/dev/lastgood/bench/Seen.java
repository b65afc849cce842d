package dev.lastgood.bench;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The independent observer: sees by watches of its own when an incident is there and when a workload carries the marker
 * of its rollback; one process, one clock.
 */
final class Seen implements AutoCloseable {

    private static final int LIMIT_SECONDS = 30;

    private final Map<String, CompletableFuture<Long>> accepted = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Long>> patched = new ConcurrentHashMap<>();
    private final List<Watch> watches = new ArrayList<>();

    Seen(KubernetesClient client, String... namespaces) {
        for (String namespace : namespaces) {
            watches.add(client.resources(AIIncident.class)
                    .inNamespace(namespace)
                    .watch(new Noting<>(incident -> note(accepted, uid(incident)))));
            watches.add(client.apps().deployments().inNamespace(namespace).watch(new Noting<Deployment>(deployment -> {
                String marker = deployment.getMetadata().getAnnotations().get(Names.ROLLBACK);
                if (marker != null) {
                    note(patched, marker.substring(0, marker.indexOf('/')));
                }
            })));
        }
    }

    /** When the incident and its patch were seen, by {@link System#nanoTime}. */
    record Times(long accepted, long patched) {}

    /**
     * From the incident to the patch, once both are seen.
     *
     * @param created when the answer to its creation came: where that is before the watch, it counts
     */
    Duration reaction(AIIncident incident, long created) {
        Times times = times(incident);
        return Duration.ofNanos(times.patched() - Math.min(created, times.accepted()));
    }

    /** Waits until both are seen. */
    Times times(AIIncident incident) {
        String uid = uid(incident);
        try {
            return new Times(
                    at(accepted, uid).get(LIMIT_SECONDS, TimeUnit.SECONDS),
                    at(patched, uid).get(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "no rollback of " + incident.getMetadata().getName() + " within " + LIMIT_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }

    private static void note(Map<String, CompletableFuture<Long>> times, String uid) {
        // A future keeps the first value that it is given.
        at(times, uid).complete(System.nanoTime());
    }

    private static CompletableFuture<Long> at(Map<String, CompletableFuture<Long>> times, String uid) {
        return times.computeIfAbsent(uid, key -> new CompletableFuture<>());
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    private record Noting<T>(Consumer<T> note) implements Watcher<T> {

        @Override
        public void eventReceived(Action action, T object) {
            if (action == Action.ADDED || action == Action.MODIFIED) {
                note.accept(object);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            // What is waited for then never comes, and reaction says so.
        }
    }
}
