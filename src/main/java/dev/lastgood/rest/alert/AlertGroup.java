package dev.lastgood.rest.alert;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What Alertmanager (version 4) and Grafana send, as far as it is read. Both add fields now and then. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
        description =
                "The body of Alertmanager's webhook, version 4, or Grafana's. Fields that are not listed are ignored.")
record AlertGroup(
        @Schema(description = "The alerts of the group, firing and resolved") List<OneAlert> alerts,
        @Schema(description = "How many alerts the sender left out") Integer truncatedAlerts) {

    /** One alert. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record OneAlert(
            @Schema(description = "firing or resolved") String status,
            @Schema(description = "Must hold lastgood_model and lastgood_trigger") Map<String, String> labels,
            @Schema(
                            description =
                                    "summary or description becomes the incident's summary; customer_impact and trace_id are "
                                            + "taken over, too")
                    Map<String, String> annotations,
            Instant startsAt,
            Instant endsAt,
            @Schema(description = "Tells it from others; without it its labels do") String fingerprint) {

        String label(String name) {
            return labels == null ? null : labels.get(name);
        }

        String annotation(String name) {
            return annotations == null ? null : annotations.get(name);
        }
    }
}
