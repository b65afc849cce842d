package dev.lastgood.decide.opening;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether alerts open an incident. One of the same model and trigger that is not over takes them in if it is about the same
 * fault; what fired already when someone ended one opens no other.
 */
public final class AlertOpening {

    /** An alert that is told later than this fires still: it is an incident of now, not one of then. */
    private static final Duration DETECTED_AT_MOST = Duration.ofMinutes(30);

    private static final int SUMMARY_LIMIT = 1024;
    private static final int HASH_IN_NAME = 10;

    /**
     * Returns what to do.
     *
     * @param alerts of this model and trigger, at least one
     * @param requestedBy the user that sent them
     * @param known the model's incidents
     */
    public static AlertDecision of(
            ModelDeployment model,
            Trigger trigger,
            List<Alert> alerts,
            String requestedBy,
            Collection<AIIncident> known,
            Instant now) {
        List<AIIncident> same = known.stream()
                .filter(i -> i.getSpec() != null && i.getSpec().trigger == trigger && !Opening.isPlayed(i))
                .toList();
        // In an order of their own: two replicas that are told the same make the same of it.
        List<Alert> firing = alerts.stream()
                .filter(Alert::isFiring)
                .sorted(Comparator.comparing(Alert::startsAt).thenComparing(Alert::fingerprint))
                .toList();
        if (firing.isEmpty()) {
            return new AlertDecision.Nothing();
        }
        Joining joining = new Joining(new AlertVerdict(model, trigger, firing), same);
        List<Alert> told = firing;
        Optional<AIIncident> active = same.stream()
                .filter(i -> !Opening.isOver(i))
                .filter(i -> isKnown(i, told) || joining.takes(i))
                .min(Comparator.comparing((AIIncident i) -> i.getSpec().source == Source.Alert ? 0 : 1)
                        .thenComparing(i -> i.getMetadata().getName()));
        if (active.isPresent()) {
            return new AlertDecision.Join(active.get());
        }
        Optional<AIIncident> ended =
                same.stream().filter(i -> end(i).isPresent()).max(Comparator.comparing(i -> end(i).orElseThrow()));
        if (ended.isPresent()) {
            Instant end = end(ended.get()).orElseThrow();
            firing = firing.stream().filter(a -> a.startsAt().isAfter(end)).toList();
        }
        return firing.isEmpty()
                ? new AlertDecision.Known(ended.orElseThrow())
                : new AlertDecision.Open(incident(model, trigger, firing, requestedBy, now));
    }

    /** It was told of one of them already, or of none by itself: it is not known then which revision they are about. */
    private static boolean isKnown(AIIncident incident, List<Alert> firing) {
        Map<String, String> seen = AlertMark.seen(incident);
        boolean unclear = incident.getStatus() == null || incident.getStatus().suspect == null;
        return unclear || AlertMark.firing(firing, 0).keySet().stream().anyMatch(seen::containsKey);
    }

    private static Optional<Instant> end(AIIncident incident) {
        return incident.getStatus() == null
                ? Optional.empty()
                : Opening.ends(incident).max(Comparator.naturalOrder());
    }

    private static AIIncident incident(
            ModelDeployment model, Trigger trigger, List<Alert> firing, String requestedBy, Instant now) {
        Alert first = firing.get(0);
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.trigger = trigger;
        spec.source = Source.Alert;
        spec.requestedBy = BoundedText.of(requestedBy, 256);
        spec.severity = firing.stream()
                .map(Alert::severity)
                .filter(s -> s != null)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> Opening.severity(model, trigger));
        spec.summary = summary(firing);
        spec.customerImpact = BoundedText.of(first.customerImpact(), SUMMARY_LIMIT);
        spec.traceId = first.traceId();
        Instant earliest = now.minus(DETECTED_AT_MOST);
        spec.detectedAt = (first.startsAt().isBefore(earliest)
                                || first.startsAt().isAfter(now)
                        ? now
                        : first.startsAt())
                .truncatedTo(ChronoUnit.MILLIS)
                .atZone(ZoneOffset.UTC);
        spec.response = new IncidentResponse();
        AIIncident incident = Opening.incident(model, name(model, trigger, first), spec);
        incident.getMetadata().setAnnotations(AlertMark.firing(firing, 0));
        return incident;
    }

    private static String summary(List<Alert> firing) {
        String first = firing.get(0).summary();
        String more = firing.size() == 1 ? "" : " (and " + (firing.size() - 1) + " more alerts)";
        String text = first == null ? "an alert fires" : first;
        return BoundedText.of(text, SUMMARY_LIMIT - more.length()) + more;
    }

    private static String name(ModelDeployment model, Trigger trigger, Alert first) {
        String identity =
                model.getMetadata().getUid() + "/" + trigger + "/" + first.fingerprint() + "/" + first.startsAt();
        return Opening.cutName(model) + "-alert-" + Digest.of(identity).substring(0, HASH_IN_NAME);
    }

    private AlertOpening() {}
}
