package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import dev.lastgood.api.StatusPart;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** What Lastgood means to do. */
public class Plan extends StatusPart<Plan> {

    @JsonPropertyDescription(
            "What spec.response.approvedPlan must carry to have this plan carried out, where the incident waits for that. It covers "
                    + "from, to, otherwise, flags and the attempt.")
    @Size(max = 64)
    public String hash;

    @JsonPropertyDescription("The revision to take away.")
    @Size(max = 253)
    public String from;

    @JsonPropertyDescription("The revision to restore; absent: none can be.")
    @Size(max = 253)
    public String to;

    @JsonPropertyDescription(
            "The older Good revision that is restored if `to` cannot be, because the API server refuses it or a Secret of it is "
                    + "missing. Absent: there is none, or the target was named; then the flags follow.")
    @Size(max = 253)
    public String otherwise;

    @JsonPropertyDescription(
            "How long the restored revision may take to serve before the rollback is given up, a duration such as 10m30s. Absent: "
                    + "none can be restored.")
    @Size(max = Durations.LONGEST)
    public String rollbackDeadline;

    @JsonPropertyDescription(
            "The flags to switch off where no revision can be restored, or the restored one does not serve.")
    @Size(max = 32)
    public List<@Size(max = 253) String> flags = new ArrayList<>();

    @JsonPropertyDescription("The HTTPRoute to lead to its fallback where the flags cannot be switched off.")
    @Size(max = 253)
    public String route;

    @JsonPropertyDescription(
            "Who else uses the ConfigMaps that the rollback restores, as in CronJob/nightly (prompts); they get the restored "
                    + "content, too. Only if spec.gateway.sharedConfigMaps of the model is Restore. At most 16.")
    @Size(max = 16)
    public List<@Size(max = 512) String> alsoAffects = new ArrayList<>();

    @JsonPropertyDescription("Why this and not something else.")
    @Size(max = 1024)
    public String why;
}
