package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentSpec;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.Evidence;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is to be told of an incident by now. The same incident gives the same notice. Texts of users are held in bounds
 * and on one line; each receiver's markup is left to who sends it.
 *
 * @param mark {@code DRILL: } or nothing
 * @param opened when the object was created, RFC 3339
 * @param restored what was brought back or switched, null: nothing yet
 * @param mitigationEta RFC 3339, null: nobody said
 */
public record Notice(
        String mark,
        String namespace,
        String incident,
        String model,
        String trigger,
        Severity severity,
        Phase phase,
        String detected,
        String opened,
        String summary,
        String traceId,
        String runId,
        String customerImpact,
        String mitigationEta,
        String restored) {

    private static final int TEXT = 512;
    /** Control and format characters (such as those that turn the direction of writing), line ends included. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    /** Title in one line, such as {@code DRILL: Sev1 Hallucination in pricing: Mitigated}. */
    public String title() {
        return mark + severity + " " + trigger + " in " + model + ": " + phase;
    }

    static Notice of(AIIncident incident, ModelDeployment model, AIIncidentStatus status) {
        AIIncidentSpec spec = incident.getSpec();
        Evidence evidence = status.evidence == null ? new Evidence() : status.evidence;
        String modelId = model.getSpec().modelId;
        return new Notice(
                Chronicle.mark(incident),
                incident.getMetadata().getNamespace(),
                incident.getMetadata().getName(),
                modelId == null ? model.getMetadata().getName() : modelId,
                spec.trigger.name(),
                spec.severity,
                status.phase,
                Ladder.detected(incident).toString(),
                incident.getMetadata().getCreationTimestamp(),
                line(spec.summary),
                line(evidence.traceId != null ? evidence.traceId : spec.traceId),
                line(evidence.runId != null ? evidence.runId : spec.runId),
                line(spec.customerImpact),
                spec.mitigationETA == null
                        ? null
                        : spec.mitigationETA.toInstant().toString(),
                line(restored(status)));
    }

    private static String restored(AIIncidentStatus status) {
        List<String> parts = new ArrayList<>();
        if (status.rollback != null) {
            parts.add(status.rollback.fromVersion + " -> " + status.rollback.toVersion);
        }
        if (status.flags != null && !status.flags.isEmpty()) {
            parts.add("flags off: "
                    + String.join(", ", status.flags.stream().map(f -> f.name).toList()));
        }
        if (status.route != null) {
            parts.add("route " + status.route.name + " led to its fallback");
        }
        return parts.isEmpty() ? null : String.join("; ", parts);
    }

    /** On one line, in bounds; null where nothing is left. */
    static String line(String text) {
        if (text == null) {
            return null;
        }
        String line = UNSEEN.matcher(text).replaceAll(" ").strip();
        return line.isEmpty() ? null : Chronicle.bounded(line, TEXT);
    }
}
