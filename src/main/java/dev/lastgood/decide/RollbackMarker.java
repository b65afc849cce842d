package dev.lastgood.decide;

import java.util.Optional;

/** The annotation {@code lastgood.dev/rollback} of a workload: {@code <incident UID>/<attempt>/<from>/<to>}. */
public record RollbackMarker(String incidentUid, int attempt, String from, String to) {

    /** Returns the marker that {@code annotation} says, empty where there is none or somebody wrote something else. */
    public static Optional<RollbackMarker> parse(String annotation) {
        String[] parts = annotation == null ? new String[0] : annotation.split("/", -1);
        if (parts.length != 4
                || parts[0].isEmpty()
                || !parts[1].matches("[0-9]{1,10}")
                || Long.parseLong(parts[1]) > Integer.MAX_VALUE
                || parts[2].isEmpty()
                || parts[3].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RollbackMarker(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3]));
    }

    @Override
    public String toString() {
        return incidentUid + "/" + attempt + "/" + from + "/" + to;
    }
}
