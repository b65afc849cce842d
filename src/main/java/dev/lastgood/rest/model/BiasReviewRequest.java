package dev.lastgood.rest.model;

import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a caller says about the review that they ask for. */
@Schema(description = "What is asked for; all of it may be left out")
record BiasReviewRequest(
        @Schema(
                        description = "When it is due, within ten years. Default: spec.biasReview.afterDrift from now",
                        examples = "2026-12-01T09:00:00Z")
                Instant scheduledFor,
        @Schema(
                        description = "Who reviews, at most 16 of at most 256 characters. Default: those of the model",
                        examples = "[\"ethics@example.com\"]")
                List<String> stakeholders,
        @Schema(
                        description = "Where the checklist is. Default: that of the model",
                        examples = "https://wiki.example.com/bias-review",
                        maxLength = 1024)
                String checklistUrl,
        @Schema(description = "Why; reason of the run's row", maxLength = 1024) String reason,
        @Schema(
                        description = "triggered_by of the run's row. Default: the user of the token",
                        examples = "on-call",
                        maxLength = 256)
                String triggeredBy,
        @Schema(description = "The trace of a bad answer, visible ASCII", maxLength = 128) String traceId) {

    static final BiasReviewRequest EMPTY = new BiasReviewRequest(null, null, null, null, null, null);

    private static final Duration FARTHEST = Duration.ofDays(3653);

    /** @throws ProblemException that says what to write instead */
    BiasReviewRequest checked(Instant now) {
        require(
                scheduledFor == null || scheduledFor.isAfter(now) && scheduledFor.isBefore(now.plus(FARTHEST)),
                "scheduledFor is a time to come, within ten years");
        require(
                stakeholders == null
                        || stakeholders.size() <= 16 && stakeholders.stream().allMatch(s -> isText(s, 256)),
                "stakeholders are at most 16 texts of 1 to 256 characters");
        require(
                checklistUrl == null || checklistUrl.length() <= 1024 && checklistUrl.matches("https?://[!-~]+"),
                "checklistUrl is an http or https URL of at most 1024 characters");
        require(reason == null || isText(reason, 1024), "reason is a text of 1 to 1024 characters");
        require(triggeredBy == null || isText(triggeredBy, 256), "triggeredBy is a text of 1 to 256 characters");
        require(
                traceId == null || traceId.matches("[!-~]{1,128}"),
                "traceId is one word of 1 to 128 visible ASCII characters");
        return this;
    }

    private static boolean isText(String text, int limit) {
        return text != null && !text.isBlank() && text.length() <= limit;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw ProblemException.of(ProblemType.InvalidRequest, otherwise);
        }
    }
}
