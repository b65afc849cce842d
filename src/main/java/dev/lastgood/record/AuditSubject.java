package dev.lastgood.record;

import dev.lastgood.decide.task.IncidentAttempt;
import dev.lastgood.decide.task.IncidentFacts;

/**
 * What an entry of the audit is about.
 *
 * @param incident null, as its uid and the epoch: a model, and no incident of it
 * @param fencingEpoch null if it is not known
 */
public record AuditSubject(String namespace, String modelId, String incident, String incidentUid, Long fencingEpoch) {

    static AuditSubject of(IncidentFacts facts) {
        IncidentAttempt incident = facts.incident();
        return new AuditSubject(
                incident.namespace(), facts.modelId(), incident.name(), incident.uid(), facts.fencingEpoch());
    }

    static AuditSubject model(String namespace, String modelId) {
        return new AuditSubject(namespace, modelId, null, null, null);
    }
}
