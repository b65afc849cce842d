package dev.lastgood.decide.service;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ServiceTurn;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.probe.ProbeState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The turns of service in a model's status, where they outlive the operator. */
public final class RememberedTurns {

    /** Returns what a model's status remembers. What someone else wrote there and cannot be read is passed over. */
    public static ServiceHistory of(ModelDeployment model) {
        if (model.getStatus() == null || model.getStatus().turns == null) {
            return ServiceHistory.NONE;
        }
        List<Turn> turns = new ArrayList<>();
        for (ServiceTurn turn : model.getStatus().turns) {
            try {
                turns.add(new Turn(
                        turn.revision,
                        Instant.parse(turn.from),
                        turn.to == null ? null : Instant.parse(turn.to),
                        turn.verdict));
            } catch (DateTimeException | NullPointerException e) {
                continue;
            }
        }
        return new ServiceHistory(turns);
    }

    /**
     * Returns the turns after a pass, for the status.
     *
     * @param serving what serves, and since when; null: nothing that was seen
     * @param probes what the model's own probes say of it, by name
     * @param good the names of the Good revisions; asked only if there is something new
     */
    public static List<ServiceTurn> next(
            ModelDeployment model, ServiceTurn serving, Map<String, ProbeState> probes, Supplier<Set<String>> good) {
        if (serving == null) {
            return model.getStatus() == null || model.getStatus().turns == null ? List.of() : model.getStatus().turns;
        }
        Outcome verdict = verdict(probes);
        if (isKnown(model, serving, verdict)) {
            return model.getStatus().turns;
        }
        Map<String, String> versions = new HashMap<>();
        if (model.getStatus() != null && model.getStatus().turns != null) {
            model.getStatus().turns.forEach(turn -> versions.put(turn.revision, turn.version));
        }
        versions.put(serving.revision, serving.version);
        return of(model).next(serving.revision, Instant.parse(serving.from), verdict).kept(good.get()).all().stream()
                .map(turn -> written(turn, versions.get(turn.revision())))
                .toList();
    }

    /** Most passes add nothing, and nothing is read then. */
    private static boolean isKnown(ModelDeployment model, ServiceTurn serving, Outcome verdict) {
        if (model.getStatus() == null
                || model.getStatus().turns == null
                || model.getStatus().turns.isEmpty()) {
            return false;
        }
        ServiceTurn newest = model.getStatus().turns.get(0);
        return serving.revision.equals(newest.revision)
                && serving.from.equals(newest.from)
                && serving.version != null
                && serving.version.equals(newest.version)
                && (verdict == null || verdict == newest.verdict);
    }

    /** Bad until each probe that was Bad has had a Good sample. */
    private static Outcome verdict(Map<String, ProbeState> probes) {
        boolean bad = probes.values().stream().anyMatch(p -> p.verdict() == Outcome.Bad);
        boolean waits = probes.values().stream().anyMatch(p -> p.badSince() != null);
        boolean good = probes.values().stream().anyMatch(p -> p.verdict() == Outcome.Good);
        return bad ? Outcome.Bad : good && !waits ? Outcome.Good : null;
    }

    private static ServiceTurn written(Turn turn, String version) {
        ServiceTurn written = new ServiceTurn();
        written.revision = turn.revision();
        written.version = version;
        written.from = turn.from().toString();
        written.to = turn.to() == null ? null : turn.to().toString();
        written.verdict = turn.verdict();
        return written;
    }

    private RememberedTurns() {}
}
