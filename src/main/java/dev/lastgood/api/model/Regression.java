package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ObjectRef;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** How what serves is tested. */
public class Regression {

    @JsonPropertyDescription(
            "The CronJob in this namespace whose jobTemplate is run, with the same variables as for retrain. Where it is missing, nothing is "
                    + "run, and the incident's condition RegressionPassed says CronJobMissing.")
    @Required
    public ObjectRef cronJobRef;

    @JsonPropertyDescription(
            "When it is run. OnMitigated: once per attempt of an incident, when the revision that it restored serves; the incident does not "
                    + "wait for it. Never: by hand only. Default: OnMitigated.")
    @Default("OnMitigated")
    public RegressionRun run = RegressionRun.OnMitigated;
}
