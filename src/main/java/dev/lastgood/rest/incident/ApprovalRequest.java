package dev.lastgood.rest.incident;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which plan is approved. */
@Schema(description = "Which plan is approved")
record ApprovalRequest(
        @Schema(description = "status.plan.hash of the incident, as you read it", examples = "3f2a9c", required = true)
                String hash) {}
