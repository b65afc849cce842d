package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Durations;
import dev.lastgood.api.ResponseMode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import java.util.TreeMap;

/** How incidents of a model are answered. */
public class Response {

    @JsonPropertyDescription(
            "How far Lastgood goes by itself in incidents that probes or alerts opened: Observe, Suggest or Auto. Default: Suggest.")
    @Default("Suggest")
    public ResponseMode mode = ResponseMode.Suggest;

    @JsonPropertyDescription(
            "Another mode, or a severity, for incidents of one trigger that probes or alerts opened. Keys are triggers, such as BiasDrift.")
    @Size(max = 6)
    @ValidationRule(
            value =
                    "self.all(t, t in ['Hallucination', 'NonDeterminism', 'PIILeak', 'GatewayErrors', 'BiasDrift', 'Manual'])",
            message =
                    "the keys of perTrigger are triggers: write Hallucination, NonDeterminism, PIILeak, GatewayErrors, "
                            + "BiasDrift or Manual")
    public Map<String, TriggerResponse> perTrigger = new TreeMap<>();

    @JsonPropertyDescription(
            "What incidents that probes opened may roll back: a suspect that began to serve within this time before detection, and that "
                    + "Lastgood did not restore itself; else flags and people follow (NoRecentChange). People and alerts always may, "
                    + "unless only a Secret changed within this time (SecretChanged). A duration such as 90s, 10m or 24h, "
                    + "at most 8760h. Default: 24h.")
    @Default("24h")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('8760h')",
            message = "suspectWindow is a duration between 1s and 8760h: write one such as 90s, 10m or 24h")
    public String suspectWindow = "24h";

    @JsonPropertyDescription("When Lastgood stops to act by itself.")
    public Breaker breaker;

    @JsonPropertyDescription(
            "How long the restored revision may take to serve before the flags follow. A duration such as 90s or 10m, at most 24h. "
                    + "Default: the Deployment's progressDeadlineSeconds plus 30s, at most 1h; for a StatefulSet, which has none, 10m.")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message = "rollbackDeadline is a duration between 1s and 24h: write one such as 90s or 10m")
    public String rollbackDeadline;

    @JsonPropertyDescription(
            "How long after a change of what serves no Bad sample is laid on it; at least the longest range of the model's Prometheus queries. A duration such as 30s; default 5m, 0s to 24h.")
    @Default("5m")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('0s') && duration(self) <= duration('24h')",
            message = "settle is a duration between 0s and 24h: write one such as 5m")
    public String settle = "5m";

    @JsonPropertyDescription(
            "How long the probes must be good without a break before an incident that they opened is Mitigated. A duration such as 30s; default 1m, 0s to 24h.")
    @Default("1m")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('0s') && duration(self) <= duration('24h')",
            message = "goodFor is a duration between 0s and 24h: write one such as 1m")
    public String goodFor = "1m";

    @JsonPropertyDescription(
            "How long the probes must be good without a break before an incident that they opened and that is Mitigated resolves by itself. A duration such as 30m; default 30m, 1s to 168h.")
    @Default("30m")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('168h')",
            message = "resolveAfter is a duration between 1s and 168h: write one such as 30m")
    public String resolveAfter = "30m";

    @JsonPropertyDescription(
            "How soon after an incident is Mitigated its retrospective is due. Afterwards its condition RetrospectiveHeld says "
                    + "RetrospectiveOverdue. A duration such as 48h; default 48h, 1s to 8760h.")
    @Default("48h")
    @Size(min = 1, max = Durations.LONGEST)
    @ValidationRule(
            value = Durations.IS_ONE + " && duration(self) >= duration('1s') && duration(self) <= duration('8760h')",
            message = "retrospectiveWithin is a duration between 1s and 8760h: write one such as 48h")
    public String retrospectiveWithin = "48h";
}
