package dev.lastgood.decide.opening;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Source;
import dev.lastgood.lib.Digest;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an incident is told of the alerts that it is about. Each has an annotation of its own, so that two groups of alerts which are
 * told at the same time do not overwrite each other.
 *
 * @param annotations to be set
 */
public record AlertMark(AIIncident incident, Map<String, String> annotations) {

    static final String FIRING = "firing";

    /** So many alerts of one incident are known by themselves; the rest is only joined. */
    private static final int KEPT = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final int DIGEST = 32;

    /**
     * Returns what incidents that are not over are told: which alerts fire now, and which of those that fired are resolved.
     *
     * @param alerts of one model and trigger
     * @param known the incidents of the same
     * @param decision what was decided for the alerts that fire
     */
    public static List<AlertMark> of(Collection<Alert> alerts, Collection<AIIncident> known, AlertDecision decision) {
        List<AlertMark> marks = new ArrayList<>();
        for (AIIncident incident : known) {
            if (incident.getSpec() == null || incident.getSpec().source != Source.Alert || Opening.isOver(incident)) {
                continue;
            }
            Map<String, String> before = seen(incident);
            Map<String, String> changed = new TreeMap<>();
            alerts.stream()
                    .filter(alert -> !alert.isFiring() && FIRING.equals(before.get(key(alert))))
                    .forEach(alert -> changed.put(
                            key(alert),
                            alert.endsAt().truncatedTo(ChronoUnit.MILLIS).toString()));
            if (decision instanceof AlertDecision.Join join && join.incident() == incident) {
                firing(alerts, before.keySet().size()).forEach((key, state) -> {
                    if (!state.equals(before.get(key))) {
                        changed.put(key, state);
                    }
                });
            }
            if (!changed.isEmpty()) {
                marks.add(new AlertMark(incident, changed));
            }
        }
        return marks;
    }

    /** The annotations of those that fire. */
    static Map<String, String> firing(Collection<Alert> alerts, int known) {
        return alerts.stream()
                .filter(Alert::isFiring)
                .map(AlertMark::key)
                .distinct()
                .sorted()
                .limit(Math.max(1, KEPT - known))
                .collect(Collectors.toMap(key -> key, key -> FIRING, (a, b) -> a, TreeMap::new));
    }

    /** What an incident was told: by alert {@link #FIRING}, or when it was resolved. */
    static Map<String, String> seen(AIIncident incident) {
        Map<String, String> seen = new TreeMap<>();
        Map<String, String> annotations = incident.getMetadata().getAnnotations();
        if (annotations != null) {
            annotations.forEach((key, value) -> {
                if (key.startsWith(Names.ALERT)) {
                    seen.put(key, value);
                }
            });
        }
        return seen;
    }

    /** Whether none of its alerts fires after this. */
    public boolean isLast() {
        Map<String, String> after = new TreeMap<>(seen(incident));
        after.putAll(annotations);
        return after.values().stream().noneMatch(FIRING::equals);
    }

    private static String key(Alert alert) {
        String fingerprint = alert.fingerprint();
        return Names.ALERT
                + (NAME.matcher(fingerprint).matches()
                        ? fingerprint
                        : Digest.of(fingerprint).substring(0, DIGEST));
    }
}
