package dev.lastgood.lib.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The fields that one entry of managedFields owns (FieldsV1). A node that is empty, or that has the member {@code "."}, is
 * owned itself; its other members are what is below it.
 *
 * @param tree FieldsV1 as the API server writes it; not changed
 */
public record FieldSet(JsonNode tree) {

    private static final String SELF = ".";

    private interface Rule {
        boolean isOwned(boolean here, boolean there);
    }

    /** Returns the fields of an entry of managedFields; none if it names none. */
    public static FieldSet of(JsonNode entry) {
        return new FieldSet(entry.path("fieldsV1"));
    }

    /** Returns whether there is no field. */
    public boolean isEmpty() {
        return tree.isEmpty();
    }

    /** Returns whether the field at the path, or one below it, is owned. */
    public boolean has(String... path) {
        JsonNode node = tree;
        for (String name : path) {
            node = node.path(name);
        }
        return !node.isMissingNode();
    }

    /** Returns what either of the two owns. */
    public FieldSet plus(FieldSet other) {
        return combine(other, (here, there) -> here || there);
    }

    /** Returns what both own. */
    public FieldSet common(FieldSet other) {
        return combine(other, (here, there) -> here && there);
    }

    /** Returns what this one owns and the other one does not. */
    public FieldSet without(FieldSet other) {
        return combine(other, (here, there) -> here && !there);
    }

    /** Returns the part of it at the path and below; the way there is not part of it. */
    public FieldSet below(String... path) {
        JsonNode node = tree;
        for (String name : path) {
            node = node.path(name);
        }
        for (int i = path.length - 1; i >= 0 && !node.isMissingNode(); i--) {
            node = JsonNodeFactory.instance.objectNode().set(path[i], node);
        }
        return new FieldSet(node);
    }

    private FieldSet combine(FieldSet other, Rule rule) {
        JsonNode combined = combine(children(tree), children(other.tree), false, rule);
        return new FieldSet(combined == null ? JsonNodeFactory.instance.objectNode() : combined);
    }

    /** Returns null if nothing of it is owned. */
    private static JsonNode combine(JsonNode here, JsonNode there, boolean owned, Rule rule) {
        ObjectNode combined = JsonNodeFactory.instance.objectNode();
        Set<String> names = new LinkedHashSet<>();
        here.fieldNames().forEachRemaining(names::add);
        there.fieldNames().forEachRemaining(names::add);
        names.remove(SELF);
        for (String name : names) {
            JsonNode mine = here.path(name);
            JsonNode theirs = there.path(name);
            JsonNode child =
                    combine(children(mine), children(theirs), rule.isOwned(isOwned(mine), isOwned(theirs)), rule);
            if (child != null) {
                combined.set(name, child);
            }
        }
        if (combined.isEmpty()) {
            return owned ? combined : null;
        }
        return owned ? combined.set(SELF, JsonNodeFactory.instance.objectNode()) : combined;
    }

    private static boolean isOwned(JsonNode node) {
        return node.isObject() && (node.isEmpty() || node.has(SELF));
    }

    private static JsonNode children(JsonNode node) {
        return node.isObject() ? node : MissingNode.getInstance();
    }
}
