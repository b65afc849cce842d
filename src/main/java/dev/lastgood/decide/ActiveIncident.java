package dev.lastgood.decide;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.IncidentBrief;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.lib.BoundedText;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Shows in a model's status which of its incidents is not over, and what that incident says. */
final class ActiveIncident {

    private ActiveIncident() {}

    /** Writes the newest incident that is not over into the status. */
    static void show(List<AIIncident> incidents, ModelDeploymentStatus status) {
        incidents.stream()
                .filter(i -> i.getStatus() == null
                        || i.getStatus().phase == null
                        || !i.getStatus().phase.isOver())
                .max(Comparator.comparing((AIIncident i) -> i.getMetadata().getCreationTimestamp())
                        .thenComparing(i -> i.getMetadata().getName()))
                .ifPresent(active -> {
                    status.activeIncident = active.getMetadata().getName();
                    status.incident = brief(active);
                });
    }

    private static IncidentBrief brief(AIIncident incident) {
        IncidentBrief brief = new IncidentBrief();
        AIIncidentStatus status = incident.getStatus();
        if (status == null) {
            return brief;
        }
        brief.phase = status.phase == null ? null : status.phase.name();
        status.conditions.stream().filter(ConditionType.Ready::isOf).findFirst().ifPresent(ready -> {
            brief.reason = ready.getReason();
            brief.message = BoundedText.message(ready.getMessage());
        });
        if (status.phase == Phase.Suggested
                && status.plan != null
                && Objects.equals(
                        status.observedGeneration, incident.getMetadata().getGeneration())) {
            brief.plan = status.plan.hash;
        }
        return brief;
    }
}
