package dev.lastgood.rest.alert;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of the alerts. */
@Schema(description = "What became of the alerts")
record AlertsAnswer(
        @Schema(description = "Incidents that they opened, as paths") List<String> opened,
        @Schema(description = "Incidents that were there already, and take them in") List<String> joined,
        @Schema(description = "Incidents that ended while these alerts fired already: they open no other")
                List<String> known,
        @Schema(description = "Incidents that were told that their alerts are resolved") List<String> resolved,
        @Schema(description = "Alerts that are nothing that Lastgood can work with, at most 50 of them")
                List<Ignored> ignored,
        @Schema(description = "How many alerts the sender left out") Integer truncated) {

    /** One alert, or all of one model and trigger. */
    record Ignored(
            @Schema(description = "Its alertname, else its fingerprint") String alert,
            @Schema(description = "Why, and what to do") String why) {}
}
