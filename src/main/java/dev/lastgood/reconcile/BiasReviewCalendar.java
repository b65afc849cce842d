package dev.lastgood.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.review.BiasCadence;
import dev.lastgood.decide.review.BiasCadence.Came;
import dev.lastgood.decide.review.BiasCadence.Due;
import dev.lastgood.decide.review.ScheduledReview;
import dev.lastgood.record.BiasReviewRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Has the reviews by schedule written beside the reconcile, each once its intent stands in the status. */
@ApplicationScoped
public class BiasReviewCalendar {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final BiasReviewRecords records;
    private final RecordWorker worker;
    private final Wakeups wakeups;
    private final BiasCadence cadence;
    private final Map<String, Came> came = new ConcurrentHashMap<>();
    /** Under way, or in vain a moment ago; each event around the model would be one more try. */
    private final Cache<UUID, Boolean> tried =
            Caffeine.newBuilder().expireAfterWrite(PAUSE).maximumSize(100_000).build();

    public BiasReviewCalendar(BiasReviewRecords records, RecordWorker worker, Wakeups wakeups, Clock clock) {
        this.records = records;
        this.worker = worker;
        this.wakeups = wakeups;
        this.cadence = new BiasCadence(clock);
    }

    /** Completes the status. */
    Due advance(ModelDeployment model, ModelDeploymentStatus status) {
        return cadence.advance(model, status, came.get(key(model)));
    }

    /** {@code due} stands in the status, and what came before does, too. */
    void written(ModelDeployment model, Due due) {
        if (due.review() == null) {
            came.remove(key(model));
            return;
        }
        ScheduledReview review = due.review();
        if (tried.asMap().putIfAbsent(review.id(), true) == null
                && !worker.execute("review for bias of " + key(model), () -> write(model, review))) {
            tried.invalidate(review.id());
        }
    }

    private void write(ModelDeployment model, ScheduledReview review) {
        RecordResult result = records.schedule(review);
        if (result.state() == StepState.Done) {
            tried.invalidate(review.id());
        }
        came.put(key(model), new Came(review, result));
        wakeups.wakeModel(review.namespace(), review.model());
    }

    private static String key(ModelDeployment model) {
        return model.getMetadata().getNamespace() + "/" + model.getMetadata().getName();
    }
}
