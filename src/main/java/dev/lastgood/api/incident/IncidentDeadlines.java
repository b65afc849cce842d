package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** What is due by when. RFC 3339 with milliseconds. */
public class IncidentDeadlines extends StatusPart<IncidentDeadlines> {

    @JsonPropertyDescription(
            "The next update: 15 minutes (Sev0), 30 minutes (Sev1), 2 hours (Sev2) or 9:00 on the next business day (Sev3) after the last "
                    + "change of phase, severity, customerImpact, mitigationETA or acknowledgedBy. Present until it is Mitigated or over. What "
                    + "is overdue is reminded of, once in each such period.")
    @Size(max = 40)
    public String update;

    @JsonPropertyDescription(
            "The retrospective: spec.response.retrospectiveWithin of the model after Mitigated, or after Resolved where it was never "
                    + "Mitigated. Fixed then: what is written into the model later holds for later incidents.")
    @Size(max = 40)
    public String retrospective;
}
