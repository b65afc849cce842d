package dev.lastgood.decide.probe;

import dev.lastgood.decide.probe.ProbeState.Counts;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples that a revision has earned, as they are written down on it: at each quarter of its soak, so that a restart
 * loses a quarter at most, and nothing is written for each sample.
 *
 * @param quarter how many quarters of the soak had passed
 * @param probes by {@code <model>/<probe>}
 */
public record SampleCounts(long quarter, Map<String, Counts> probes) {

    /** Copies the map. */
    public SampleCounts {
        probes = new TreeMap<>(probes);
    }

    public static SampleCounts of(long quarter, Probing probing) {
        Map<String, Counts> probes = new TreeMap<>();
        probing.states().forEach((name, state) -> probes.put(name, state.counts()));
        return new SampleCounts(quarter, probes);
    }

    /** What was written down of a probe; none where it is not there. */
    public Counts of(String probe) {
        return probes.getOrDefault(probe, Counts.NONE);
    }

    /** Returns the counts that {@code text} means, {@code 2;pricing/status=12/0}; null for null, or for what is none. */
    public static SampleCounts parse(String text) {
        if (text == null) {
            return null;
        }
        try {
            String[] parts = text.split(";");
            Map<String, Counts> probes = new TreeMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].lastIndexOf('=');
                String[] numbers = parts[i].substring(equals + 1).split("/");
                probes.put(
                        parts[i].substring(0, equals),
                        new Counts(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
            }
            return new SampleCounts(Long.parseLong(parts[0]), probes);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return null; // somebody wrote into our annotation: samples count as not taken
        }
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Long.toString(quarter));
        probes.forEach((name, counts) -> text.append(';')
                .append(name)
                .append('=')
                .append(counts.good())
                .append('/')
                .append(counts.bad()));
        return text.toString();
    }
}
