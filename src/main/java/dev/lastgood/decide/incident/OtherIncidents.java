package dev.lastgood.decide.incident;

import java.util.Map;
import java.util.Set;

/**
 * What the other incidents of the same model or workload mean for an incident.
 *
 * @param suspects revisions that the workload's other unfinished incidents have rolled back: name of the revision to name of
 *     the incident
 * @param switched what the model's other unfinished incidents switched, or found switched: {@code flag/<name>} or
 *     {@code route} to name of the incident
 * @param holding revisions that serve and are kept for their evidence (spec.evidenceHold): name of the revision to name of the
 *     incident
 * @param apart uids of the workload's incidents whose rollback no other incident shares, see {@link IncidentView#isApart}
 */
public record OtherIncidents(
        Map<String, String> suspects, Map<String, String> switched, Map<String, String> holding, Set<String> apart) {}
