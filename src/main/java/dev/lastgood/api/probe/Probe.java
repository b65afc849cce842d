package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Trigger;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A question that is asked for ever; each answer is a sample: Good, Bad or Unknown. */
@ValidationRule(
        value = "[has(self.http), has(self.prometheus), has(self.prompt)].filter(is, is).size() == 1",
        message = "a probe asks one thing: write exactly one of http, prometheus and prompt")
public class Probe {

    @JsonPropertyDescription("Name of the probe, unique in this object. 1 to 63 lower case letters, digits or '-'.")
    @Required
    @Size(min = 1, max = 63)
    @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
    public String name;

    @JsonPropertyDescription(
            "The trigger of an incident that this probe opens; GatewayErrors where the gateway gave no whole answer (another status, "
                    + "a timeout).")
    @Required
    public Trigger trigger;

    @JsonPropertyDescription(
            "How long from one sample to the next. A duration such as 10s or 1m; default 10s, 1s to 24h. One sample at most is under way.")
    @Default("10s")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message = "every is a duration between 1s and 24h: write one such as 10s or 1m")
    public String every = "10s";

    @JsonPropertyDescription(
            "How long a sample may take. A duration such as 2s; default 2s, 1s to 5m. An answer that does not come in time is Bad, a "
                    + "connection that does not come in time is Unknown.")
    @Default("2s")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('5m')",
            message = "timeout is a duration between 1s and 5m: write one such as 2s or 30s")
    public String timeout = "2s";

    @JsonPropertyDescription("How many Bad samples in a row are a bad verdict. 1 to 100, default 3.")
    @Default("3")
    @Min(1)
    @Max(100)
    public int failAfter = 3;

    @JsonPropertyDescription(
            "A GET request to a Service of this namespace. One of http, prometheus and prompt is needed, and only one.")
    public HttpCheck http;

    @JsonPropertyDescription(
            "An instant query to the Prometheus that the operator's setting lastgood.probes.prometheus-url names. One of http, "
                    + "prometheus and prompt is needed, and only one.")
    public PrometheusCheck prometheus;

    @JsonPropertyDescription(
            "A prompt that is sent to the model through a Service of this namespace. Of prompts and answers nothing is kept "
                    + "but digests. One of http, prometheus and prompt is needed, and only one.")
    public PromptCheck prompt;
}
