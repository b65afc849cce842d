package dev.lastgood.rest.model;

import dev.lastgood.reconcile.request.Retraining;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a caller says about the retrain that they ask for; all of it may be left out. */
@Schema(name = "RetrainRequest", description = "What is asked for; all of it may be left out")
record RetrainRequestBody(
        @Schema(
                        description = "The version to be made. Default: what the Job itself takes",
                        examples = "2026.11.2",
                        maxLength = 253)
                String targetVersion,
        @Schema(
                        description = "The Git commit or tag to retrain from. Default: what the Job itself takes",
                        examples = "a1b2c3d",
                        maxLength = 256)
                String gitRef,
        @Schema(
                        description = "Why: reason of the run's row, of which 256 characters are kept",
                        examples = "New pricing data",
                        maxLength = 1024)
                String reason,
        @Schema(
                        description = "triggered_by of the run's row. Default: the user of the token",
                        examples = "on-call",
                        maxLength = 256)
                String triggeredBy,
        @Schema(
                        description = "The trace of what made it needed",
                        examples = "4bf92f3577b34da6a3ce929d0e0e4736",
                        maxLength = 128)
                String traceId) {

    static final RetrainRequestBody EMPTY = new RetrainRequestBody(null, null, null, null, null);

    private static final Pattern WORD = Pattern.compile("[!-~]+");

    /**
     * @param key the Idempotency-Key, null: none
     * @throws ProblemException where a text is too long, or is no word where it should be one
     */
    Retraining.Request by(String user, String key) {
        word("targetVersion", targetVersion, 253);
        word("gitRef", gitRef, 256);
        word("traceId", traceId, 128);
        bounded("reason", reason, 1024);
        bounded("triggeredBy", triggeredBy, 256);
        word("Idempotency-Key", key, 255);
        return new Retraining.Request(targetVersion, gitRef, traceId, reason, user, triggeredBy, key);
    }

    private static void word(String name, String text, int limit) {
        bounded(name, text, limit);
        if (text != null && !WORD.matcher(text).matches()) {
            throw invalid(name + " is one word of visible ASCII characters: write it without spaces, or leave it out");
        }
    }

    private static void bounded(String name, String text, int limit) {
        if (text != null && text.length() > limit) {
            throw invalid(name + " has at most " + limit + " characters");
        }
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.InvalidRequest, detail);
    }
}
