package dev.lastgood.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.run.RunRecord;
import dev.lastgood.record.IncidentRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Writes the rows of retrain runs beside the reconcile. What came of it waits here until the model's status has it; what is
 * lost with the process is found there as not recorded and done again, to the same effect.
 */
@ApplicationScoped
public class RunRecorder {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final IncidentRecords records;
    private final RecordWorker worker;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    /** What could not be done a moment ago; each event around the model would be one more try. */
    private final Cache<String, Boolean> inVain =
            Caffeine.newBuilder().expireAfterWrite(PAUSE).build();
    /** By uid of the model, then by {@link RunRecord#key}. */
    private final Map<String, Map<String, RecordResult>> results = new ConcurrentHashMap<>();

    private volatile BiConsumer<String, String> listener = (namespace, name) -> {};

    public RunRecorder(IncidentRecords records, RecordWorker worker) {
        this.records = records;
        this.worker = worker;
    }

    /** {@code listener} is told namespace and name of a model that has a result. */
    void onResult(BiConsumer<String, String> newListener) {
        this.listener = newListener;
    }

    /** What is there for a model. */
    Map<String, RecordResult> results(ModelDeployment model) {
        return Map.copyOf(results.getOrDefault(model.getMetadata().getUid(), Map.of()));
    }

    /** These results stand in the status. */
    void taken(ModelDeployment model, Map<String, RecordResult> taken) {
        if (taken.isEmpty()) {
            return;
        }
        results.computeIfPresent(model.getMetadata().getUid(), (uid, all) -> {
            Map<String, RecordResult> left = new HashMap<>(all);
            taken.forEach(left::remove);
            return left.isEmpty() ? null : left;
        });
    }

    void submit(ModelDeployment model, List<RunRecord> wanted) {
        for (RunRecord run : wanted) {
            String key = run.key();
            if (results(model).containsKey(key) || inVain.getIfPresent(key) != null || !underWay.add(key)) {
                continue;
            }
            String uid = model.getMetadata().getUid();
            String namespace = model.getMetadata().getNamespace();
            String name = model.getMetadata().getName();
            boolean accepted = worker.execute("run " + key, () -> {
                try {
                    RecordResult result = records.recordRetrain(run);
                    if (result.state() == StepState.Pending) {
                        inVain.put(key, true);
                    }
                    results.compute(uid, (model1, all) -> {
                        Map<String, RecordResult> more = all == null ? new HashMap<>() : new HashMap<>(all);
                        more.put(key, result);
                        return more;
                    });
                } finally {
                    underWay.remove(key);
                }
                listener.accept(namespace, name);
            });
            if (!accepted) {
                underWay.remove(key);
            }
        }
    }
}
