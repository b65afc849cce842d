package dev.lastgood.decide.opening;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.kube.Annotation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which of an incident's alerts fire, as its annotations say: several groups, such as a fast and a slow burn, may be about one incident,
 * and it is over for the alerts when the last of them is.
 *
 * @param firing short digests of fingerprints, in order
 * @param resolvedAt when the last one was resolved, RFC 3339; null: one fires
 */
public record FiringAlerts(List<String> firing, String resolvedAt) {

    /** More than one incident ever has; beyond it the rest counts as one that was resolved. */
    private static final int KEPT = 64;

    private static final int DIGITS = 12;

    /** Copies the list. */
    public FiringAlerts {
        firing = List.copyOf(firing);
    }

    public static FiringAlerts of(AIIncident incident) {
        String firing = Annotation.of(incident, Names.ALERTS_FIRING);
        return new FiringAlerts(
                firing == null || firing.isEmpty() ? List.of() : Arrays.asList(firing.split(",")),
                AlertOpening.resolvedAt(incident));
    }

    /** Those of an incident that these alerts open. */
    static FiringAlerts of(Collection<Alert> alerts) {
        return new FiringAlerts(List.of(), null).after(alerts);
    }

    /** The same after these were told. */
    public FiringAlerts after(Collection<Alert> alerts) {
        TreeSet<String> next = new TreeSet<>(firing);
        for (Alert alert : alerts) {
            String id = Digest.of(alert.fingerprint()).substring(0, DIGITS);
            if (alert.isFiring()) {
                next.add(id);
            } else {
                next.remove(id);
            }
        }
        if (next.isEmpty()) {
            return new FiringAlerts(List.of(), resolvedAt == null ? lastEnd(alerts) : resolvedAt);
        }
        return new FiringAlerts(next.stream().limit(KEPT).toList(), null);
    }

    /** As they are written to the incident; null: without this one. */
    public Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(Names.ALERTS_FIRING, firing.isEmpty() ? null : String.join(",", firing));
        annotations.put(Names.ALERT_RESOLVED, resolvedAt);
        return Collections.unmodifiableMap(annotations);
    }

    private static String lastEnd(Collection<Alert> alerts) {
        return alerts.stream()
                .map(Alert::endsAt)
                .filter(at -> at != null)
                .max(Comparator.naturalOrder())
                .map((Instant at) -> at.truncatedTo(ChronoUnit.MILLIS).toString())
                .orElse(null);
    }
}
