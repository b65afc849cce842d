package dev.lastgood.decide.review;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.BiasReview;
import dev.lastgood.api.model.BiasReviewStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.lib.BoundedText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Has the row of a model's next review for bias written ahead. One whose time has come while Postgres was away is written
 * before the next one is thought of.
 */
public final class BiasCadence {

    private static final ConditionType CONDITION = ConditionType.BiasReviewScheduled;
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Clock clock;

    public BiasCadence(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is to be written.
     *
     * @param review null: nothing
     * @param recheck when to look again though nothing happens, null: never
     */
    public record Due(ScheduledReview review, Duration recheck) {}

    /** What came of writing a review. */
    public record Came(ScheduledReview review, RecordResult result) {}

    /** Completes {@code status}; {@code came} is null where nothing was written since. */
    public Due advance(ModelDeployment model, ModelDeploymentStatus status, Came came) {
        BiasReview asked = model.getSpec().biasReview;
        status.biasReview = null;
        if (asked == null || asked.schedule == null) {
            status.conditions =
                    status.conditions.stream().filter(c -> !CONDITION.isOf(c)).toList();
            return new Due(null, null);
        }
        Instant now = clock.instant();
        if (asked.checklistURL == null) {
            say(model, status, Conditions.FALSE, Reason.BiasReviewNotConfigured, "write spec.biasReview.checklistURL");
            return new Due(null, null);
        }
        BiasSchedule schedule;
        try {
            schedule = BiasSchedule.of(asked, now);
        } catch (IllegalArgumentException e) {
            say(model, status, Conditions.FALSE, Reason.InvalidSchedule, e.getMessage());
            return new Due(null, null);
        }
        return write(model, status, asked, schedule, came, now);
    }

    private Due write(
            ModelDeployment model,
            ModelDeploymentStatus status,
            BiasReview asked,
            BiasSchedule schedule,
            Came came,
            Instant now) {
        BiasReviewStatus before = model.getStatus() == null
                        || model.getStatus().biasReview == null
                        || model.getStatus().biasReview.next == null
                ? new BiasReviewStatus()
                : model.getStatus().biasReview;
        Instant said = before.next == null ? null : Instant.parse(before.next);
        boolean owed = said != null && !before.recorded && !said.isAfter(now) && schedule.comesAt(said);
        Instant due = owed ? said : schedule.next(now).orElseThrow();
        ScheduledReview review = new ScheduledReview(
                model.getMetadata().getNamespace(),
                model.getMetadata().getName(),
                model.modelId(),
                due,
                stakeholders(asked),
                asked.checklistURL);
        status.biasReview = new BiasReviewStatus();
        status.biasReview.next = due.toString();
        RecordResult result = came != null && came.review().id().equals(review.id()) ? came.result() : null;
        status.biasReview.recorded =
                due.equals(said) && before.recorded || result != null && result.state() == StepState.Done;
        if (status.biasReview.recorded) {
            String message = "the review of " + due + " stands as " + review.id();
            say(model, status, Conditions.TRUE, Reason.BiasReviewScheduled, message);
            return new Due(null, due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO);
        }
        if (result == null) {
            if (!Conditions.FALSE.equals(value(status)) || !due.equals(said)) {
                say(model, status, Conditions.UNKNOWN, Reason.Recorded, "writes the review of " + due);
            }
            return new Due(review, RETRY);
        }
        say(model, status, Conditions.FALSE, result.reason(), result.message());
        return new Due(null, result.state() == StepState.Skipped ? null : RETRY);
    }

    public static List<String> stakeholders(BiasReview asked) {
        return asked.stakeholders == null
                ? List.of()
                : asked.stakeholders.stream().filter(Objects::nonNull).toList();
    }

    private static String value(ModelDeploymentStatus status) {
        return status.conditions.stream()
                .filter(c -> CONDITION.isOf(c))
                .map(c -> c.getStatus())
                .findFirst()
                .orElse(null);
    }

    private void say(ModelDeployment model, ModelDeploymentStatus status, String value, Reason reason, String message) {
        status.conditions = Conditions.set(
                status.conditions,
                CONDITION,
                value,
                reason,
                BoundedText.message(message),
                model.getMetadata().getGeneration(),
                clock.instant());
    }
}
