package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A request for a new version of the model. */
public class RetrainRequest {

    @JsonPropertyDescription(
            "The version that is to be made, for the run's row in ai_model_runs and the Job's LASTGOOD_TARGET_VERSION. Default: what the Job "
                    + "itself takes. At most 253 visible ASCII characters.")
    @Size(max = 253)
    @ValidationRule(
            value = "self.matches('^[!-~]+$')",
            message = "targetVersion is one word of visible ASCII characters: write one such as 2.4.1, or leave it out")
    public String targetVersion;

    @JsonPropertyDescription(
            "The Git commit or tag to retrain from, for the run's row and the Job's LASTGOOD_GIT_REF. Default: what the Job itself takes. At "
                    + "most 256 visible ASCII characters.")
    @Size(max = 256)
    @ValidationRule(
            value = "self.matches('^[!-~]+$')",
            message = "gitRef is one word of visible ASCII characters: write a commit or a tag, or leave it out")
    public String gitRef;
}
