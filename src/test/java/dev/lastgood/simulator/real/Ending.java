package dev.lastgood.simulator.real;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.simulator.real.Ending.Line;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a world has come to: all that must be the same in both.
 *
 * @param image that is declared
 * @param prompts that are declared
 * @param replicas that are declared
 * @param answers whether what runs answers badly
 * @param revisions version and state of those that ever ran, sorted
 * @param quarantined versions that are kept out, sorted
 * @param off the flags that are off, sorted
 * @param incidents in the order in which they were opened
 * @param pages how many alerts people got
 * @param ended how many of these are over
 */
record Ending(
        String image,
        String prompts,
        int replicas,
        boolean answers,
        List<String> revisions,
        List<String> quarantined,
        List<String> off,
        List<Line> incidents,
        long pages,
        long ended) {

    /** An incident. */
    record Line(String source, String phase, Integer attempt, String suspect, String restored, boolean resolved) {}

    /** @param versions of revisions, by name */
    static Line line(AIIncident incident, UnaryOperator<String> versions) {
        AIIncidentStatus status = incident.getStatus();
        if (status == null || status.phase == null) {
            return new Line(incident.getSpec().source.name(), null, null, null, null, false);
        }
        return new Line(
                incident.getSpec().source.name(),
                status.phase.name(),
                status.attempt,
                status.suspect == null ? null : versions.apply(status.suspect),
                status.rollback == null ? null : status.rollback.toVersion,
                incident.getSpec().resolution != null);
    }

    /** For {@link #line}. */
    static UnaryOperator<String> versions(Map<String, String> byName) {
        return name -> byName.getOrDefault(name, name);
    }
}
