package dev.lastgood.decide.probe;

import dev.lastgood.api.probe.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the probes of a workload's models say.
 *
 * @param revision name of the revision that their samples are about, null: none yet
 * @param states by {@code <model>/<probe>}; every probe that is configured is there
 */
public record Probing(String revision, Map<String, ProbeState> states) {

    /** No probe is configured. */
    public static final Probing NONE = new Probing(null, Map.of());

    /** Copies the map. */
    public Probing {
        states = new TreeMap<>(states);
    }

    public boolean isEmpty() {
        return states.isEmpty();
    }

    /** The probes with this verdict, by name. */
    public List<String> with(Outcome verdict) {
        return states.entrySet().stream()
                .filter(e -> e.getValue().verdict() == verdict)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Only those of one model, by their own names. */
    public Map<String, ProbeState> of(String model) {
        Map<String, ProbeState> own = new TreeMap<>();
        states.forEach((name, state) -> {
            if (name.startsWith(model + "/")) {
                own.put(name.substring(model.length() + 1), state);
            }
        });
        return own;
    }

    /** Nothing that was sampled is about this revision where it was about another; what was bad before is known still. */
    public Probing about(String serving) {
        if (serving != null && serving.equals(revision)) {
            return this;
        }
        Map<String, ProbeState> none = new TreeMap<>();
        states.forEach((name, state) -> none.put(name, state.ofAnother()));
        return new Probing(serving, none);
    }
}
