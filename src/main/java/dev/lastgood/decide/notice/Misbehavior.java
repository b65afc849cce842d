package dev.lastgood.decide.notice;

import dev.lastgood.api.Severity;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Evidence;

/** Describes what the model did and whom it affects, as far as it is known. */
public record Misbehavior(
        String trigger, Severity severity, String summary, String traceId, String runId, String customerImpact) {

    static Misbehavior of(AIIncidentSpec spec, AIIncidentStatus status) {
        Evidence evidence = status.evidence == null ? new Evidence() : status.evidence;
        return new Misbehavior(
                spec.trigger.name(),
                spec.severity,
                UserLine.of(spec.summary),
                UserLine.of(evidence.traceId != null ? evidence.traceId : spec.traceId),
                UserLine.of(evidence.runId != null ? evidence.runId : spec.runId),
                UserLine.of(spec.customerImpact));
    }
}
