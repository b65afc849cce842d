package dev.lastgood.decide.incident;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The incidents of one workload's models, and what each of them means for the others. */
public record WorkloadIncidents(List<AIIncident> incidents) {

    /** Suspects that other incidents which are not over have rolled back, too: revision to incident. */
    public Map<String, String> heldByOthers(AIIncident incident) {
        return suspectsOfOthers(
                incident,
                other -> !DryRun.isAsked(other) // a dry run holds nothing
                        && RestoredRevision.of(other.getStatus()).isPresent()
                        && !GivenResolution.isFalseAlarm(other));
    }

    /** Suspects of other incidents that hold the evidence and have changed nothing yet: revision to incident. */
    public Map<String, String> holding(AIIncident incident) {
        return suspectsOfOthers(incident, Hold::isOfEvidence);
    }

    private Map<String, String> suspectsOfOthers(AIIncident incident, Predicate<AIIncident> which) {
        Map<String, String> suspects = new TreeMap<>();
        String itself = incident.getMetadata().getUid();
        for (AIIncident other : incidents) {
            if (!other.getMetadata().getUid().equals(itself)
                    && isActive(other)
                    && other.getStatus().suspect != null
                    && which.test(other)) {
                suspects.put(other.getStatus().suspect, other.getMetadata().getName());
            }
        }
        return suspects;
    }

    /**
     * The revisions that incidents suspect which are not over, and since when the newest of each does. One whose incident
     * recovered is suspected no longer.
     */
    public Map<String, Instant> suspects() {
        Map<String, Instant> since = new HashMap<>();
        for (AIIncident incident : incidents) {
            if (isActive(incident)
                    && incident.getStatus().suspect != null
                    && !DryRun.isAsked(incident)
                    && !GivenResolution.isFalseAlarm(incident)
                    && !hasRecovered(incident)) {
                since.merge(
                        incident.getStatus().suspect,
                        BadRun.began(incident, incident.getStatus()),
                        (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        return since;
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

    private static boolean hasRecovered(AIIncident incident) {
        return incident.getStatus().phase == Phase.Mitigated
                && incident.getStatus().conditions.stream()
                        .anyMatch(c -> ConditionType.Ready.isOf(c)
                                && Reason.Recovered.name().equals(c.getReason()));
    }

    private static boolean isActive(AIIncident incident) {
        return incident.getStatus() != null
                && incident.getStatus().phase != null
                && !incident.getStatus().phase.isOver();
    }
}
