package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.incident.StatusDraft;

/**
 * Names the incident that a notice is about, and its model.
 *
 * @param mark {@code DRILL: } or nothing
 * @param uid the incident's
 */
public record NoticeSubject(String mark, String uid, String namespace, String incident, String model) {

    static NoticeSubject of(AIIncident incident, ModelDeployment model) {
        return new NoticeSubject(
                StatusDraft.mark(incident),
                incident.getMetadata().getUid(),
                incident.getMetadata().getNamespace(),
                incident.getMetadata().getName(),
                UserLine.of(model.modelId()));
    }

    /** Returns the incident's name with its namespace, such as {@code ai/wrong-prices}. */
    public String path() {
        return namespace + "/" + incident;
    }
}
