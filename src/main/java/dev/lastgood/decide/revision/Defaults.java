package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.Rollout;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recognizes a revision whose template has fields that nobody declared: a new version of Kubernetes or a mutating admission
 * policy adds defaults to what was stored without them. A field that is added may as well be a change, so the controller
 * decides: without a rollout nothing was changed.
 */
public final class Defaults {

    /**
     * Returns the revisions that may be declared although no hash says so.
     *
     * @param marker the rollback that the workload's annotation names; null if none
     */
    public static List<Revision> candidates(Collection<Revision> known, Rollout rollout, RollbackMarker marker) {
        Optional<Revision> serving = Serving.now(known);
        Stream<Revision> unchanged = serving.filter(s -> isNoRollout(s.sighting(), rollout)).stream();
        // What a rollback has just written is what it wrote.
        Stream<Revision> restored = known.stream()
                .filter(r -> marker != null
                        && marker.to().equals(r.name())
                        && serving.filter(s -> s.name().equals(marker.from())).isPresent());
        return Stream.concat(unchanged, restored).toList();
    }

    private static boolean isNoRollout(Sighting seen, Rollout rollout) {
        if (seen.generation() == rollout.generation()) {
            return true;
        }
        return rollout.isObserved()
                ? rollout.obstacle() == null
                        && !seen.rollout().isEmpty()
                        && seen.rollout().equals(rollout.id())
                : true; // the controller has not said yet
    }

    /** Whether {@code live} is {@code stored} with members added to its objects, and the same in all else. */
    public static boolean areAllThatWasAdded(JsonNode stored, JsonNode live) {
        if (stored.isObject() && live.isObject()) {
            for (Iterator<Map.Entry<String, JsonNode>> members = stored.fields(); members.hasNext(); ) {
                Map.Entry<String, JsonNode> member = members.next();
                JsonNode there = live.get(member.getKey());
                if (there == null || !areAllThatWasAdded(member.getValue(), there)) {
                    return false;
                }
            }
            return true;
        }
        if (stored.isArray() && live.isArray()) {
            boolean same = stored.size() == live.size();
            for (int i = 0; same && i < stored.size(); i++) {
                same = areAllThatWasAdded(stored.get(i), live.get(i));
            }
            return same;
        }
        return stored.equals(live);
    }

    private Defaults() {}
}
