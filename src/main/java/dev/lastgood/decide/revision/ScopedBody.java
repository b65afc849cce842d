package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The body of a revision with the ConfigMaps that count today. */
public final class ScopedBody {

    private static final String CONFIG_MAPS = "configMaps";

    /** Returns a copy with only these ConfigMaps: what the policy no longer names is neither blamed nor restored. */
    public static JsonNode of(JsonNode body, Set<String> names) {
        return without(body, name -> !names.contains(name));
    }

    /** Returns a copy of {@code body} without what {@code other} does not know of the names: nothing can be compared there. */
    public static JsonNode comparedWith(JsonNode other, JsonNode body, Set<String> namesOfOther) {
        return without(
                body,
                name -> namesOfOther.contains(name) && !other.path(CONFIG_MAPS).has(name));
    }

    private static JsonNode without(JsonNode body, Predicate<String> removed) {
        if (!(body.path(CONFIG_MAPS) instanceof ObjectNode)) {
            return body;
        }
        ObjectNode copy = body.deepCopy();
        ObjectNode maps = (ObjectNode) copy.get(CONFIG_MAPS);
        List<String> names = new ArrayList<>();
        maps.fieldNames().forEachRemaining(names::add);
        names.removeIf(removed.negate());
        maps.remove(names);
        return copy;
    }

    private ScopedBody() {}
}
