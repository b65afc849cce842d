package dev.lastgood.decide.probe;

import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The condition Healthy: what a model's probes say, taken together. */
public record ProbeHealth(String value, Reason reason, String message) {

    /** @param probes by name */
    public static ProbeHealth of(Map<String, ProbeState> probes) {
        if (probes.isEmpty()) {
            return new ProbeHealth(
                    Conditions.UNKNOWN,
                    Reason.Unprobed,
                    "the model has no probes: add spec.probes to have it watched around the clock");
        }
        String bad = facts(probes, Outcome.Bad);
        if (!bad.isEmpty()) {
            return new ProbeHealth(Conditions.FALSE, Reason.ProbesBad, bad);
        }
        String unknown = facts(probes, Outcome.Unknown);
        if (!unknown.isEmpty()) {
            boolean sampled = probes.values().stream()
                    .anyMatch(s -> s.verdict() == Outcome.Unknown && s.reason() != Reason.NoSampleYet);
            return new ProbeHealth(Conditions.UNKNOWN, sampled ? Reason.ProbesUnknown : Reason.NoSampleYet, unknown);
        }
        return new ProbeHealth(
                Conditions.TRUE, Reason.ProbesGood, "good: " + String.join(", ", List.copyOf(probes.keySet())));
    }

    /** The Bad ones, by name, in a map of its own. */
    public static Map<String, ProbeState> bad(Map<String, ProbeState> probes) {
        Map<String, ProbeState> bad = new TreeMap<>(probes);
        bad.values().removeIf(state -> state.verdict() != Outcome.Bad);
        return bad;
    }

    /** {@code name: facts; name: facts} of the probes with this verdict. */
    public static String facts(Map<String, ProbeState> probes, Outcome verdict) {
        return probes.entrySet().stream()
                .filter(e -> e.getValue().verdict() == verdict)
                .map(e -> e.getKey() + ": " + e.getValue().message())
                .collect(Collectors.joining("; "));
    }
}
