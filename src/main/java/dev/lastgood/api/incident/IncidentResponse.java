package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import dev.lastgood.api.ResponseMode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How an incident is answered. */
public class IncidentResponse {

    @JsonPropertyDescription(
            "How far Lastgood goes by itself: Observe, Suggest or Auto. Default: Auto where a person opened the incident, else what "
                    + "the ModelDeployment's response says.")
    public ResponseMode mode;

    @JsonPropertyDescription(
            "Approval of the plan shown in status.plan, in mode Suggest: its hash. Another hash changes nothing, and the condition Ready "
                    + "says so (ApprovedPlanOutdated). At most 64 characters.")
    @Size(max = 64)
    public String approvedPlan;

    @JsonPropertyDescription(
            "Who approved it, for the audit; REST writes the user name of the call. At most 256 characters.")
    @Size(min = 1, max = 256)
    public String approvedBy;

    @JsonPropertyDescription(
            "true: the whole plan is sent to the API server as dry run (dryRun=All), its admission included. The steps say what came "
                    + "out, nothing is changed, and the incident is RecordedOnly. Default: false. Cannot change.")
    @Default("false")
    public boolean dryRun;

    @JsonPropertyDescription("Which revision to restore. Default: the last good one.")
    public RollbackTarget rollback;

    @JsonPropertyDescription(
            "Names of the model's flags to switch off when no revision can be restored. Default: all of them. At most 32.")
    @Size(max = 32)
    public List<@Size(min = 1, max = 253) String> flags;

    @JsonPropertyDescription(
            "An incident that was detected longer ago than this when Lastgood first sees it is recorded only. A duration such as 30m or "
                    + "1h; default 1h, at most 168h.")
    @Default("1h")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('168h')",
            message = "expiresAfter is a duration between 1s and 168h: write one such as 30m or 1h")
    public String expiresAfter = "1h";
}
