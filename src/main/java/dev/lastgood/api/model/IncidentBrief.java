package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;

/** What the active incident of a model says, for those who look at the model only, such as Argo CD. */
public class IncidentBrief extends StatusPart<IncidentBrief> {

    @JsonPropertyDescription(
            "The phase of the incident: Open, Suggested, Stabilizing, NeedsHuman or Mitigated. Absent: Lastgood has not looked at the "
                    + "incident yet.")
    @Size(max = 32)
    public String phase;

    @JsonPropertyDescription(
            "The reason of the incident's condition Ready, in CamelCase. Absent: there is no such condition yet.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription(
            "The message of the incident's condition Ready: what the incident waits for and what to do. At most 1024 characters.")
    @Size(max = 1024)
    public String message;

    @JsonPropertyDescription(
            "The hash of the plan that waits for approval; spec.response.approvedPlan of the incident must carry it. Absent: no plan waits.")
    @Size(max = 64)
    public String plan;
}
