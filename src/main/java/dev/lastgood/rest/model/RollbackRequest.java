package dev.lastgood.rest.model;

import dev.lastgood.api.Severity;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a caller says about the rollback that they ask for; all of it may be left out. */
@Schema(description = "What is asked for; all of it may be left out")
public record RollbackRequest(
        @Schema(
                        description =
                                "The version to restore. Default: the last good one. A version that no kept revision has is 409",
                        examples = "2026.11.1",
                        maxLength = 253)
                String targetVersion,
        @Schema(
                        description =
                                "The Git commit or tag that belongs to it: git_ref of the rollback's row in ai_model_runs",
                        examples = "a1b2c3d",
                        maxLength = 256)
                String gitRef,
        @Schema(
                        description = "Why, for the people who are told; the summary of the incident",
                        examples = "Quotes contain steps that no machine has",
                        maxLength = 1024)
                String reason,
        @Schema(
                        description = "triggered_by of the rollback's row. Default: the user of the token",
                        examples = "on-call",
                        maxLength = 256)
                String triggeredBy,
        @Schema(
                        description = "The trace of a bad answer",
                        examples = "4bf92f3577b34da6a3ce929d0e0e4736",
                        maxLength = 128)
                String traceId,
        @Schema(description = "How bad it is. Default: Sev2") Severity severity,
        @Schema(description = "Who is hit and how", examples = "About 3 % of quotes", maxLength = 1024)
                String customerImpact) {

    static final RollbackRequest EMPTY = new RollbackRequest(null, null, null, null, null, null, null);
}
