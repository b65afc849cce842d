package dev.lastgood.decide.notice;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import io.fabric8.kubernetes.api.model.Condition;

/**
 * Says what an incident waits for a person to do.
 *
 * @param action null: nothing
 * @param command what to type for it, null: nothing
 */
public record Awaited(String action, String command) {

    static Awaited of(AIIncident incident, AIIncidentStatus status) {
        return new Awaited(UserLine.of(action(status)), command(incident, status));
    }

    private static String action(AIIncidentStatus status) {
        return status.phase != Phase.Suggested && status.phase != Phase.NeedsHuman || status.conditions == null
                ? null
                : status.conditions.stream()
                        .filter(ConditionType.Ready::isOf)
                        .map(Condition::getMessage)
                        .findFirst()
                        .orElse(null);
    }

    /** Its words need no quoting: they are names of objects and a digest. */
    private static String command(AIIncident incident, AIIncidentStatus status) {
        return status.phase != Phase.Suggested || status.plan == null || status.plan.hash == null
                ? null
                : "kubectl patch aiincident " + incident.getMetadata().getName() + " -n "
                        + incident.getMetadata().getNamespace()
                        + " --type=merge -p '{\"spec\":{\"response\":{\"approvedPlan\":\"" + status.plan.hash
                        + "\"}}}'";
    }
}
