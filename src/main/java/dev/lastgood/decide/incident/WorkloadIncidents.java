package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The incidents of one workload's models, and what each of them means for the others. */
public record WorkloadIncidents(List<AIIncident> incidents) {

    /** Suspects of the other incidents that are not over: revision to incident. */
    public Map<String, String> heldByOthers(AIIncident incident) {
        Map<String, String> held = new TreeMap<>();
        for (AIIncident other : incidents) {
            boolean itself =
                    other.getMetadata().getUid().equals(incident.getMetadata().getUid());
            // A dry run holds nothing.
            boolean holds = !DryRun.isAsked(other);
            if (!itself
                    && holds
                    && isActive(other)
                    && other.getStatus().suspect != null
                    && !GivenResolution.isFalseAlarm(other)) {
                held.put(other.getStatus().suspect, other.getMetadata().getName());
            }
        }
        return held;
    }

    /** Suspects and targets of incidents that are not over. */
    public Set<String> pinned() {
        Set<String> names = new HashSet<>();
        for (AIIncident incident : incidents) {
            var status = incident.getStatus();
            if (isActive(incident)) {
                names.add(status.suspect);
                if (status.rollback != null) {
                    names.add(status.rollback.toRevision);
                }
            }
        }
        names.remove(null); // one that has just begun names none yet
        return names;
    }

    /** Uids of the incidents whose rollback no other incident shares. */
    public Set<String> apart() {
        return incidents.stream()
                .filter(IncidentView::isApart)
                .map(i -> i.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private static boolean isActive(AIIncident incident) {
        return incident.getStatus() != null
                && incident.getStatus().phase != null
                && !incident.getStatus().phase.isOver();
    }
}
