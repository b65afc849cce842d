package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Severity;

/** How incidents of one trigger are answered. */
public class TriggerResponse {

    @JsonPropertyDescription("Observe, Suggest or Auto. Default: the response's own mode.")
    public ResponseMode mode;

    @JsonPropertyDescription(
            "Severity of an incident that probes opened: Sev0 to Sev3. Default: Sev1 for PIILeak, Sev2 for the others.")
    public Severity severity;
}
