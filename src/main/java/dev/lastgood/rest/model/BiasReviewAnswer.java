package dev.lastgood.rest.model;

import dev.lastgood.reconcile.request.BiasReviewIntake.Outcome.Accepted;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What came of asking for a review. */
@Schema(description = "The review that was made or moved")
record BiasReviewAnswer(
        @Schema(description = "Always true: what failed is a problem") boolean success,
        @Schema(description = "The row in ai_model_runs (action bias_review, queued)") UUID runId,
        @Schema(description = "The row in ai_model_bias_reviews") Review review) {

    @Schema(description = "A review")
    record Review(
            @Schema(description = "Its id") UUID id,
            @Schema(description = "When it is due, as Postgres writes it") String scheduledFor,
            @Schema(description = "A pending one was moved; false: a new one") boolean moved) {}

    static BiasReviewAnswer of(Accepted accepted) {
        return new BiasReviewAnswer(
                true, accepted.runId(), new Review(accepted.reviewId(), accepted.due(), accepted.moved()));
    }
}
