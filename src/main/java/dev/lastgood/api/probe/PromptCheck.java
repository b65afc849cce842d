package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ConfigMapKeySource;
import dev.lastgood.api.Names;
import dev.lastgood.api.ServicePortRef;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A prompt that is sent to the model again and again (a canary), and what is expected of the answers. */
@ValidationRule(
        value = "!(has(self.samples) && self.samples < 2 && has(self.expect.identical) && self.expect.identical)",
        message =
                "one answer has nothing to be identical with: write samples: 2 or more, or leave expect.identical out")
public class PromptCheck {

    @JsonPropertyDescription("The Service and its port that are asked.")
    @Required
    public ServicePortRef serviceRef;

    @JsonPropertyDescription(
            "Path of the request, such as /v1/chat/completions. Begins with '/'; at most 1024 visible ASCII characters. Redirects are never "
                    + "followed. An answer whose status is not 200 is Bad (StatusUnexpected).")
    @Required
    @Size(min = 1, max = 1024)
    @Pattern(Names.HTTP_PATH)
    public String path;

    @JsonPropertyDescription(
            "The body of the request, sent by POST as application/json: the canary prompt. It stands in a ConfigMap and never in this object. "
                    + "Where it is missing samples are Unknown (ConfigMapKeyMissing).")
    @Required
    public ConfigMapKeySource bodyFrom;

    @JsonPropertyDescription(
            "How many answers make one sample; they are asked for one after the other, all within the probe's timeout. 1 to 10, default 3.")
    @Default("3")
    @Min(1)
    @Max(10)
    public int samples = 3;

    @JsonPropertyDescription("What is expected of the answers; what is not as expected is Bad.")
    @Required
    public PromptExpect expect;
}
