package dev.lastgood.reconcile;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.notify.Notifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Sends messages on a few threads for each kind of receiver, so that none waits for another, nor for Postgres. A try that
 * is under way is not begun twice; its result waits here until the incident's status has it. What is lost with the process
 * is found in the status as Running.
 */
@ApplicationScoped
public class NotifyWorker {

    private static final Logger LOG = Logger.getLogger(NotifyWorker.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 1_000;
    private static final int STOP_SECONDS = 5;

    private final Notifier notifier;
    private final Map<NotificationType, ThreadPoolExecutor> executors = new EnumMap<>(NotificationType.class);
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, NotifyResult>> results = new ConcurrentHashMap<>();
    private volatile BiConsumer<String, String> listener = (namespace, name) -> {};

    public NotifyWorker(Notifier notifier) {
        this.notifier = notifier;
        for (NotificationType type : NotificationType.values()) {
            executors.put(type, executor("notify-" + type));
        }
    }

    private static ThreadPoolExecutor executor(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), runnable -> {
                    Thread thread = new Thread(runnable, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** {@code listener} is told namespace and name of an incident that has a result. */
    void onResult(BiConsumer<String, String> newListener) {
        this.listener = newListener;
    }

    /** What is there for an incident, by key of the try. */
    Map<String, NotifyResult> results(AIIncident incident) {
        return Map.copyOf(results.getOrDefault(incident.getMetadata().getUid(), Map.of()));
    }

    /** These results stand in the status. */
    void taken(AIIncident incident, Map<String, NotifyResult> taken) {
        results.computeIfPresent(incident.getMetadata().getUid(), (uid, all) -> {
            Map<String, NotifyResult> left = new HashMap<>(all);
            taken.keySet().forEach(left::remove);
            return left.isEmpty() ? null : left;
        });
    }

    void submit(List<NotifyTask> tasks) {
        for (NotifyTask task : tasks) {
            String id = task.uid() + "/" + task.key();
            boolean there = results.getOrDefault(task.uid(), Map.of()).containsKey(task.key());
            if (there || !underWay.add(id)) {
                continue;
            }
            try {
                executors.get(task.to().type).execute(() -> send(id, task));
            } catch (RejectedExecutionException e) {
                underWay.remove(id);
                LOG.warnf("incident=%s/%s too much is waiting to be sent", task.namespace(), task.incident());
            }
        }
    }

    private void send(String id, NotifyTask task) {
        try {
            NotifyResult result = notifier.send(task);
            results.compute(task.uid(), (uid, all) -> {
                Map<String, NotifyResult> more = all == null ? new HashMap<>() : new HashMap<>(all);
                more.put(task.key(), result);
                return more;
            });
        } finally {
            underWay.remove(id);
        }
        listener.accept(task.namespace(), task.incident());
    }

    /** What is under way is finished; what waits is done by the next process. */
    @PreDestroy
    void stop() {
        executors.values().forEach(executor -> {
            executor.getQueue().clear();
            executor.shutdown();
        });
        for (ThreadPoolExecutor executor : executors.values()) {
            try {
                if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                    executor.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
