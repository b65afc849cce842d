package dev.lastgood.reconcile.request;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.BiasReview;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.record.BiasReviewRecords;
import dev.lastgood.record.BiasReviewRecords.Answer;
import dev.lastgood.record.BiasReviewRecords.Asker;
import dev.lastgood.record.BiasReviewRecords.Request;
import dev.lastgood.record.ReviewChecklist;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Reviews for bias that a person asks for. */
@ApplicationScoped
public class BiasReviewIntake {

    private static final Duration SOON = Duration.ofHours(48);

    /** What is asked for; null is what the ModelDeployment says, and {@code scheduledFor} its afterDrift from now. */
    public record Asked(
            Instant scheduledFor,
            List<String> stakeholders,
            String checklistUrl,
            String reason,
            String requestedBy,
            String triggeredBy,
            String traceId,
            String idempotencyKey) {}

    /** What came of it. */
    public sealed interface Outcome {

        /** It stands there. {@code due}: as Postgres writes it. */
        record Accepted(UUID runId, UUID reviewId, String due, boolean moved) implements Outcome {}

        /** Nothing was written: BiasReviewNotConfigured, DatabaseNotConfigured, DatabaseUnavailable, DatabaseMisconfigured. */
        record Refused(Reason reason, String message) implements Outcome {}
    }

    private final BiasReviewRecords records;
    private final Clock clock;

    public BiasReviewIntake(BiasReviewRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /** Makes or moves the model's review, with a queued run of action bias_review. Blocks. */
    public Outcome request(ModelDeployment model, Asked asked) {
        BiasReview says = model.getSpec().biasReview == null ? new BiasReview() : model.getSpec().biasReview;
        String checklist = asked.checklistUrl() == null ? says.checklistURL : asked.checklistUrl();
        if (checklist == null) {
            return new Outcome.Refused(
                    Reason.BiasReviewNotConfigured,
                    "there is no checklist: write checklistUrl, or spec.biasReview.checklistURL into the ModelDeployment");
        }
        List<String> stakeholders = asked.stakeholders() != null
                ? asked.stakeholders()
                : says.stakeholders == null
                        ? List.of()
                        : says.stakeholders.stream().filter(Objects::nonNull).toList();
        Instant due = asked.scheduledFor() != null
                ? asked.scheduledFor()
                : clock.instant().plus(Durations.parse(says.afterDrift, SOON));
        Answer answer = records.request(new Request(
                model.getMetadata().getNamespace(),
                model.modelId(),
                due,
                new ReviewChecklist(stakeholders, checklist),
                new Asker(asked.requestedBy(), asked.triggeredBy(), asked.reason(), asked.traceId()),
                asked.idempotencyKey()));
        return answer.result().state() == StepState.Done
                ? new Outcome.Accepted(
                        answer.runId(),
                        answer.reviewId(),
                        answer.due(),
                        answer.result().reason() == Reason.BiasReviewMoved)
                : new Outcome.Refused(answer.result().reason(), answer.result().message());
    }
}
