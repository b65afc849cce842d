package dev.lastgood.observe.probe;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.api.probe.ProbeStatus;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.ProbeState.Counts;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.decide.probe.Settle;
import dev.lastgood.decide.revision.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts the samples of probes about the serving revision, in memory. Verdicts are in the model's status and counts on the
 * revision, from which a new operator goes on.
 */
@ApplicationScoped
public class ProbeBoard {

    /** Is called when a verdict changed, which may lead to an action. */
    public interface Listener {
        void changed(String namespace, String model);
    }

    private record Key(String namespace, String model) {
        static Key of(ModelDeployment model) {
            return new Key(
                    model.getMetadata().getNamespace(), model.getMetadata().getName());
        }
    }

    /** The samples of one model's probes, all about one turn of one revision. */
    private static final class Tally {
        private String revision;
        private Instant servedSince = Instant.MAX;
        private Instant settled = Instant.MAX;
        private Instant availableSince;
        private Map<String, Integer> failAfter = Map.of();
        private Map<String, ProbeState> states = new HashMap<>();
    }

    private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    /**
     * From now on samples of the model are about {@code serving}. If that is another revision than before, or serves again
     * after another one, all counts are reset. If only its soak began again, the verdicts stay.
     *
     * @param serving as it is recorded, null: nothing serves
     */
    public void follow(ModelDeployment model, Revision serving) {
        List<Probe> probes = model.getSpec().probes;
        if (probes.isEmpty()) {
            tallies.remove(Key.of(model));
            return;
        }
        Tally fresh = new Tally();
        Tally tally = tallies.computeIfAbsent(Key.of(model), k -> fresh);
        synchronized (tally) {
            Map<String, Integer> failAfter = new HashMap<>();
            probes.forEach(p -> failAfter.put(p.name, p.failAfter));
            tally.failAfter = failAfter;
            tally.states.keySet().retainAll(failAfter.keySet());
            String name = serving == null ? null : serving.name();
            Instant servedSince = serving == null ? Instant.MAX : serving.servedSince();
            Instant availableSince = serving == null ? null : serving.service().availableSince();
            if (tally == fresh) {
                failAfter.keySet().forEach(p -> tally.states.put(p, remembered(model, serving, p)));
            } else if (!Objects.equals(name, tally.revision) || !servedSince.equals(tally.servedSince)) {
                tally.states.replaceAll((p, state) -> state.ofAnother());
            } else if (!Objects.equals(availableSince, tally.availableSince)) {
                tally.states.replaceAll((p, state) -> state.counting(Counts.NONE));
            }
            failAfter.keySet().forEach(p -> tally.states.putIfAbsent(p, ProbeState.NONE));
            tally.revision = name;
            tally.servedSince = servedSince;
            tally.settled = serving == null ? Instant.MAX : servedSince.plus(Settle.of(model));
            tally.availableSince = availableSince;
        }
    }

    /** Drops the counts of a model that was deleted. */
    public void forget(String namespace, String model) {
        tallies.remove(new Key(namespace, model));
    }

    /** Counts a sample; one of a model that is not followed, or from before the revision served, does not count. */
    public void sampled(String namespace, String model, Sample sample) {
        Tally tally = tallies.get(new Key(namespace, model));
        if (tally == null) {
            return;
        }
        boolean changed;
        synchronized (tally) {
            ProbeState before = tally.states.get(sample.probe());
            if (before == null || sample.at().isBefore(tally.servedSince)) {
                return;
            }
            boolean settled = !sample.at().isBefore(tally.settled);
            boolean counts =
                    settled && tally.availableSince != null && !sample.at().isBefore(tally.availableSince);
            ProbeState after = before.after(sample, tally.failAfter.get(sample.probe()), settled, counts);
            tally.states.put(sample.probe(), after);
            changed = after.verdict() != before.verdict()
                    || !Objects.equals(after.since(), before.since())
                    || !Objects.equals(after.goodSince(), before.goodSince());
        }
        if (changed) {
            listeners.forEach(listener -> listener.changed(namespace, model));
        }
    }

    /** What the probes say of {@code revision}, by name; nothing yet if they were followed for another one. */
    public Map<String, ProbeState> states(ModelDeployment model, String revision) {
        Map<String, ProbeState> states = new HashMap<>();
        model.getSpec().probes.forEach(p -> states.put(p.name, ProbeState.NONE));
        Tally tally = tallies.get(Key.of(model));
        if (tally != null) {
            synchronized (tally) {
                if (revision != null && revision.equals(tally.revision)) {
                    states.replaceAll((name, none) -> tally.states.getOrDefault(name, none));
                }
            }
        }
        return states;
    }

    /** Whether the model is followed at all: an operator that has just started knows nothing yet. */
    public boolean follows(ModelDeployment model) {
        return tallies.containsKey(Key.of(model));
    }

    private static ProbeState remembered(ModelDeployment model, Revision serving, String probe) {
        ProbeState written = written(model, probe);
        if (serving == null || model.getStatus() == null || !serving.name().equals(model.getStatus().servingRevision)) {
            return written.ofAnother();
        }
        Counts counts = serving.service().samples() == null
                ? Counts.NONE
                : serving.service().samples().of(model.getMetadata().getName() + "/" + probe);
        return written.counting(counts);
    }

    private static ProbeState written(ModelDeployment model, String probe) {
        return model.getStatus() == null
                ? ProbeState.NONE
                : model.getStatus().probes.stream()
                        .filter(p -> probe.equals(p.name))
                        .findFirst()
                        .flatMap(ProbeBoard::remembered)
                        .orElse(ProbeState.NONE);
    }

    private static Optional<ProbeState> remembered(ProbeStatus status) {
        try {
            Instant badSince = status.badSince == null ? null : Instant.parse(status.badSince);
            boolean sampled = status.since != null && status.outcome != null;
            return Optional.of(
                    sampled
                            ? ProbeState.remembered(
                                    status.outcome,
                                    Instant.parse(status.since),
                                    status.outcome == Outcome.Bad ? status.consecutive : 0,
                                    Reason.of(status.reason),
                                    status.message,
                                    badSince)
                            : ProbeState.carried(badSince));
        } catch (DateTimeException e) {
            return Optional.empty(); // somebody wrote into our status
        }
    }
}
