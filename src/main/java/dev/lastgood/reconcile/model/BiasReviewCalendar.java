package dev.lastgood.reconcile.model;

import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.review.BiasCadence;
import dev.lastgood.decide.review.BiasCadence.Came;
import dev.lastgood.decide.review.BiasCadence.Due;
import dev.lastgood.decide.review.ScheduledReview;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.record.BiasReviewRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Has the reviews by schedule written beside the reconcile, each once its intent stands in the status. */
@ApplicationScoped
public class BiasReviewCalendar {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final BiasReviewRecords records;
    private final BackgroundThreads threads;
    private final BiasCadence cadence;
    private final Outbox<UUID, Came> outbox;

    public BiasReviewCalendar(
            BiasReviewRecords records, BackgroundThreads threads, OutboxFactory outboxes, Clock clock) {
        this.records = records;
        this.threads = threads;
        this.cadence = new BiasCadence(clock);
        this.outbox = outboxes.ofModels(new Pause<>(PAUSE, came -> came.result().state() != StepState.Done));
    }

    /** Completes the status. */
    Due advance(ModelDeployment model, ModelDeploymentStatus status) {
        Came came = outbox.results(Owner.of(model)).values().stream().findAny().orElse(null);
        return cadence.advance(model, status, came);
    }

    /** {@code due} is in the status, and so is every result except one of this same review. */
    void written(ModelDeployment model, Due due) {
        Owner owner = Owner.of(model);
        ScheduledReview review = due.review();
        Map<UUID, Came> recorded = new HashMap<>(outbox.results(owner));
        if (review != null) {
            recorded.remove(review.id());
        }
        outbox.acknowledge(owner, recorded);
        if (review != null) {
            outbox.submit(
                    threads.database(),
                    new Work<>(
                            owner,
                            review.id(),
                            "review for bias of " + owner.namespace() + "/" + owner.name(),
                            () -> new Came(review, records.schedule(review))));
        }
    }
}
