package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import java.util.List;

/**
 * Names what failed and what Lastgood restored instead.
 *
 * @param failed version and name of the suspect revision, null: not known
 * @param restored what is left of what was rolled back or switched, see {@link Effects}; null: nothing yet
 */
public record Versions(String failed, String restored) {

    static Versions of(ModelDeployment model, AIIncidentStatus status) {
        return new Versions(
                UserLine.of(status.suspect == null ? null : revision(model, status.suspect)),
                UserLine.of(restored(model, status)));
    }

    private static String restored(ModelDeployment model, AIIncidentStatus status) {
        List<String> parts = new Effects(model, status).words();
        if (parts.isEmpty() && !status.phase.isOver() && status.plan != null && status.plan.to != null) {
            return "nothing yet; planned: " + revision(model, status.plan.to);
        }
        return parts.isEmpty() ? null : String.join("; ", parts);
    }

    /** With its version, because people know a revision by it. */
    private static String revision(ModelDeployment model, String name) {
        if (model.getStatus() == null || model.getStatus().revisions == null) {
            return name;
        }
        return model.getStatus().revisions.stream()
                .filter(r -> name.equals(r.name) && r.version != null)
                .map(r -> r.version + " (" + name + ")")
                .findFirst()
                .orElse(name);
    }
}
