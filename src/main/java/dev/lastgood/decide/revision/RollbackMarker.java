package dev.lastgood.decide.revision;

import java.util.Optional;

/**
 * The annotation {@code lastgood.dev/rollback} of a workload: {@code <incident UID>/<attempt>/<from>/<to>}, and a fifth part
 * where the same was restored again: for which revert.
 *
 * @param revert 0: the rollback itself; else the number of the revert that it answers
 */
public record RollbackMarker(String incidentUid, int attempt, String from, String to, int revert) {

    /** The rollback itself. */
    public RollbackMarker(String incidentUid, int attempt, String from, String to) {
        this(incidentUid, attempt, from, to, 0);
    }

    /** Returns the marker that {@code annotation} says, empty where there is none or somebody wrote something else. */
    public static Optional<RollbackMarker> parse(String annotation) {
        String[] parts = annotation == null ? new String[0] : annotation.split("/", -1);
        if (parts.length < 4
                || parts.length > 5
                || parts[0].isEmpty()
                || !isNumber(parts[1])
                || parts[2].isEmpty()
                || parts[3].isEmpty()
                || parts.length == 5 && !isNumber(parts[4])) {
            return Optional.empty();
        }
        int revert = parts.length == 5 ? Integer.parseInt(parts[4]) : 0;
        return Optional.of(new RollbackMarker(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3], revert));
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= Integer.MAX_VALUE;
    }

    @Override
    public String toString() {
        String rollback = incidentUid + "/" + attempt + "/" + from + "/" + to;
        return revert == 0 ? rollback : rollback + "/" + revert;
    }
}
