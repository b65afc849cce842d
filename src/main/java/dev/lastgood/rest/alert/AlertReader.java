package dev.lastgood.rest.alert;

import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.config.AlertsConfig;
import dev.lastgood.decide.opening.Alert;
import dev.lastgood.lib.Digest;
import dev.lastgood.rest.http.PlainText;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what an alert means for Lastgood from its labels and annotations. */
final class AlertReader {

    private static final Pattern TRACE_ID = Pattern.compile("[!-~]{1,128}");
    private static final int NAME_LIMIT = 128;

    private final AlertsConfig config;
    private final Clock clock;

    AlertReader(AlertsConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Which model and trigger it is about.
     *
     * @throws Unusable where it does not say
     */
    Subject subject(AlertGroup.OneAlert alert) throws Unusable {
        String model = alert.label(config.modelLabel());
        if (model == null || model.isBlank()) {
            throw new Unusable(
                    "give the alert the label " + config.modelLabel() + ", the modelId of a ModelDeployment");
        }
        String trigger = alert.label(config.triggerLabel());
        return new Subject(
                blankToNull(alert.label(config.namespaceLabel())),
                model,
                Arrays.stream(Trigger.values())
                        .filter(t -> t.name().equalsIgnoreCase(trigger))
                        .findFirst()
                        .orElseThrow(() -> new Unusable("give the alert the label " + config.triggerLabel()
                                + ", one of " + Arrays.toString(Trigger.values()))));
    }

    Alert read(AlertGroup.OneAlert alert) {
        Instant now = clock.instant();
        boolean resolved = "resolved".equalsIgnoreCase(alert.status());
        // Alertmanager writes the year 1 where there is no end.
        boolean hasEnd = alert.endsAt() != null && alert.endsAt().isAfter(Instant.EPOCH);
        String trace = alert.annotation("trace_id");
        return new Alert(
                alert.fingerprint() == null ? Digest.of(new TreeMap<>(alert.labels()).toString()) : alert.fingerprint(),
                severity(alert.label(config.severityLabel())),
                summary(alert),
                blankToNull(PlainText.of(alert.annotation("customer_impact"))),
                trace != null && TRACE_ID.matcher(trace).matches() ? trace : null,
                alert.startsAt() == null ? now : alert.startsAt(),
                resolved ? hasEnd ? alert.endsAt() : now : null);
    }

    /** What it is called in an answer. */
    static String name(AlertGroup.OneAlert alert) {
        String name = alert.label("alertname");
        return PlainText.of(name == null ? alert.fingerprint() : name, NAME_LIMIT);
    }

    private static String summary(AlertGroup.OneAlert alert) {
        String name = alert.label("alertname");
        String summary = alert.annotation("summary");
        String said = summary == null ? alert.annotation("description") : summary;
        String all = name == null ? said : said == null ? name : name + ": " + said;
        return all == null ? null : blankToNull(PlainText.of(all).strip());
    }

    private static Severity severity(String label) {
        if (label == null) {
            return null;
        }
        return switch (label.strip().toLowerCase(Locale.ROOT)) {
            case "sev0" -> Severity.Sev0;
            case "sev1", "critical", "page" -> Severity.Sev1;
            case "sev2", "error", "warning" -> Severity.Sev2;
            case "sev3", "info", "none" -> Severity.Sev3;
            default -> null;
        };
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** What alerts are gathered by. */
    record Subject(String namespace, String modelId, Trigger trigger) {}

    /** Why an alert is nothing that Lastgood can work with. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }
}
