package dev.lastgood.rest.incident;

import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Retrospective;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How an incident ended; what is left out stays as it was said before. */
@Schema(description = "How it ended; what is left out stays as it was said before")
record ResolutionRequest(
        @Schema(description = "Fixed, FalseAlarm (needs rootCause) or Accepted. Needed the first time")
                Resolution.Kind kind,
        @Schema(description = "Why it happened", examples = "The prompt of 2026.11.2 lost its list of machines")
                String rootCause,
        @Schema(description = "What ended it for the users, and what ended the cause") String mitigation,
        @Schema(description = "What is done so that it does not happen again") List<String> followUps,
        @Schema(description = "The retrospective: heldAt, url") Retrospective retrospective,
        @Schema(description = "Whether flags and route are put back as they were") Boolean restore) {}
