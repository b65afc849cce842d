package dev.lastgood.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.record.IncidentRecords;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
 * Does what is slow or outside the cluster, on a few threads, never inside a reconcile. A task that is under way is not
 * taken twice; its result waits here until the incident's status has it. What is lost with the process is found in the
 * status as Running and done again, once, by its step id.
 */
@ApplicationScoped
public class RecordWorker {

    private static final Logger LOG = Logger.getLogger(RecordWorker.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int STOP_SECONDS = 10;

    private final IncidentRecords records;
    private final JobStarter jobs;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), runnable -> {
                Thread thread = new Thread(runnable, "record-worker");
                thread.setDaemon(true);
                return thread;
            });
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    /** What could not be done a moment ago; each event around the incident would be one more try. */
    private final Cache<String, Boolean> inVain =
            Caffeine.newBuilder().expireAfterWrite(PAUSE).build();

    private final Map<String, Map<String, EvidenceResult>> results = new ConcurrentHashMap<>();
    private volatile BiConsumer<String, String> listener = (namespace, name) -> {};

    public RecordWorker(IncidentRecords records, JobStarter jobs) {
        this.records = records;
        this.jobs = jobs;
        executor.allowCoreThreadTimeOut(true);
    }

    /** {@code listener} is told namespace and name of an incident that has a result. */
    void onResult(BiConsumer<String, String> newListener) {
        this.listener = newListener;
    }

    /** What is there for an incident, by step. */
    Map<String, EvidenceResult> results(AIIncident incident) {
        return Map.copyOf(results.getOrDefault(incident.getMetadata().getUid(), Map.of()));
    }

    /** These results stand in the status. */
    void taken(AIIncident incident, Map<String, EvidenceResult> taken) {
        results.computeIfPresent(incident.getMetadata().getUid(), (uid, all) -> {
            Map<String, EvidenceResult> left = new HashMap<>(all);
            taken.forEach(left::remove);
            return left.isEmpty() ? null : left;
        });
    }

    void submit(List<RecordTask> tasks) {
        for (RecordTask task : tasks) {
            String id = task.id().toString();
            Map<String, EvidenceResult> there =
                    results.getOrDefault(task.facts().uid(), Map.of());
            if (!there.containsKey(step(task)) && inVain.getIfPresent(id) == null && underWay.add(id)) {
                boolean accepted = execute(id, () -> {
                    try {
                        EvidenceResult result = perform(task);
                        if (result.result().state() == StepState.Pending) {
                            inVain.put(id, true);
                        }
                        keep(task, result);
                    } finally {
                        underWay.remove(id);
                    }
                    listener.accept(task.facts().namespace(), task.facts().name());
                });
                if (!accepted) {
                    underWay.remove(id);
                }
            }
        }
    }

    /** Runs something slow; where too much waits already it is left to the next pass. */
    boolean execute(String what, Runnable work) {
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

    private void keep(RecordTask task, EvidenceResult result) {
        results.compute(task.facts().uid(), (uid, all) -> {
            Map<String, EvidenceResult> more = all == null ? new HashMap<>() : new HashMap<>(all);
            more.put(step(task), result);
            return more;
        });
    }

    private static String step(RecordTask task) {
        return task.id().attempt() + "/" + task.id().step();
    }

    private EvidenceResult perform(RecordTask task) {
        if (task instanceof RecordTask.CollectEvidence) {
            return records.recordEvidence(task.id(), task.facts());
        }
        return new EvidenceResult(record(task), null);
    }

    private RecordResult record(RecordTask task) {
        if (task instanceof RecordTask.StartJob start) {
            return jobs.start(start.order()).result();
        }
        if (task instanceof RecordTask.FailRun failRun) {
            return records.failRun(failRun.id(), failRun.runId(), failRun.errorMessage(), failRun.facts());
        }
        if (task instanceof RecordTask.OpenRollbackRun open) {
            return records.recordRollback(
                    open.id(), open.facts(), open.fromVersion(), open.toVersion(), open.reason(), open.startedAt());
        }
        if (task instanceof RecordTask.BiasReview review) {
            return records.biasReview(
                    review.id(),
                    review.facts(),
                    review.due(),
                    review.stakeholders(),
                    review.checklistUrl(),
                    review.runId());
        }
        if (task instanceof RecordTask.Account account) {
            return records.account(account.facts(), account.rows(), account.register());
        }
        RecordTask.CloseRollbackRun close = (RecordTask.CloseRollbackRun) task;
        return records.finishRollback(
                close.opened(), close.facts(), close.succeeded(), close.errorMessage(), close.at());
    }

    /** What is under way is finished; what waits is done by the next process. */
    @PreDestroy
    void stop() {
        executor.getQueue().clear();
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
