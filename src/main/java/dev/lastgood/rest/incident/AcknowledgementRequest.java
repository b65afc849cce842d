package dev.lastgood.rest.incident;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who looks after an incident. */
@Schema(description = "Who looks after it")
record AcknowledgementRequest(
        @Schema(
                        description =
                                "A name for people; the user of the token stands behind it. Default: that user alone",
                        examples = "Ada",
                        maxLength = 128)
                String by) {}
