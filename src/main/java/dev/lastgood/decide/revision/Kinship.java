package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.workload.Noise;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a revision has of a failed one. */
public enum Kinship {
    /**
     * All that the failed one is blamed for, in the template and in the configuration: the failed revision is back, whatever
     * else changed, and whatever the ConfigMaps are called.
     */
    Returned,
    /** Only values of the failed one where it differs from the last good one: nothing in it is new. */
    Mixture,
    /** Something new, or nothing of the failed one. */
    Stranger;

    /** So many of a workload's failed revisions are looked at. */
    private static final int MOST = 20;

    /** Whether it matters what the revision has of failed ones: a Good one is good, a quarantined one is kept out itself. */
    public static boolean isAsked(Revision declared) {
        return declared.state() != RevisionState.Good && !declared.isQuarantined();
    }

    /** The revisions that failed against this last good one, the newest first. */
    public static List<Revision> failedSince(Collection<Revision> revisions, Revision lastGood) {
        return revisions.stream()
                .filter(r -> r.isQuarantined() && r.number() > lastGood.number())
                .sorted(Comparator.comparingLong(Revision::number).reversed())
                .limit(MOST)
                .toList();
    }

    /**
     * Compares the data of revisions: {@code template} and {@code configMaps}.
     *
     * @param noise what of a template carries no behavior
     */
    public static Kinship of(JsonNode revision, JsonNode failed, JsonNode lastGood, Noise noise) {
        JsonNode live = BaseNames.in(revision);
        JsonNode bad = BaseNames.in(failed);
        JsonNode good = BaseNames.in(lastGood);
        if (Blame.between(bad, good, noise).isWhollyBack(live)) {
            return Returned;
        }
        Blame own = Blame.between(live, good, noise);
        boolean nothingNew = !own.isEmpty()
                && Stream.concat(
                                own.template().stream().map(part -> part.isIn(bad.path("template"))),
                                own.configuration().stream()
                                        .map(part ->
                                                part.isIn(bad.path("configMaps").path(part.configMap()))))
                        .allMatch(Boolean::booleanValue);
        return nothingNew ? Mixture : Stranger;
    }
}
