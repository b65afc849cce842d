package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.lib.BoundedText;
import java.util.List;

/**
 * Lists what Lastgood found out about the cause.
 *
 * @param badProbes what the Bad probes answered when the first of them was seen
 * @param changes the first lines of what came in with the suspect
 * @param moreChanges how many further lines there are
 */
public record Observations(List<String> badProbes, List<String> changes, int moreChanges) {

    private static final int CHANGES = 8;
    private static final int CHANGE = 160;
    private static final int PROBES = 4;

    /** Copies the lists. */
    public Observations {
        badProbes = List.copyOf(badProbes);
        changes = List.copyOf(changes);
    }

    static Observations of(Diagnosis diagnosis) {
        List<String> changes = readable(diagnosis.changes);
        List<String> shown = changes.stream()
                .limit(CHANGES)
                .map(c -> BoundedText.of(UserLine.of(c), CHANGE))
                .toList();
        int more = diagnosis.moreChanges == null ? 0 : diagnosis.moreChanges;
        return new Observations(badProbes(diagnosis), shown, changes.size() - shown.size() + more);
    }

    private static List<String> badProbes(Diagnosis diagnosis) {
        return readable(diagnosis.probes).stream()
                .filter(p -> p.contains(" is " + Outcome.Bad))
                .limit(PROBES)
                .map(UserLine::of)
                .toList();
    }

    private static List<String> readable(List<String> lines) {
        return lines == null
                ? List.of()
                : lines.stream().filter(l -> UserLine.of(l) != null).toList();
    }
}
