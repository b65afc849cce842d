package dev.lastgood.act.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.revision.Snapshot;
import dev.lastgood.api.Names;
import dev.lastgood.decide.workload.Recreation;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;

/**
 * Who owns the restored fields of an object: each applier what it owned of them in the good revision, and Lastgood nothing.
 * Fields that Lastgood no longer owns were written by someone else since, and stay theirs.
 *
 * @param good entries of managedFields in the good revision
 * @param part of the object that a rollback restores
 */
record RestoredFields(JsonNode good, Part part) {

    /** What a rollback restores of an object. */
    enum Part {
        Template,
        Content,
        /** Of a ConfigMap that the rollback created. */
        Everything;

        private FieldSet of(FieldSet owned) {
            return switch (this) {
                case Template -> owned.below("f:spec", "f:template");
                case Content -> owned.below("f:data").plus(owned.below("f:binaryData"));
                case Everything -> owned;
            };
        }
    }

    /**
     * Lastgood writes it along. kubectl finds by its owner what to take over when a team moves to server-side apply; what
     * kubectl does not find stays after the next fix.
     */
    private static final String[] LAST_APPLIED = {"f:metadata", "f:annotations", "f:" + Snapshot.LAST_APPLIED};

    private static final String APPLY = "Apply";

    /** Returns the entries of managedFields after the fields were given back; as they are if there is nothing to give. */
    ArrayNode handedBack(JsonNode now) {
        FieldSet restored = new FieldSet(Json.object());
        JsonNode time = null;
        for (JsonNode entry : now) {
            if (isOurs(entry)) {
                restored = restored.plus(part.of(FieldSet.of(entry))).plus(lastApplied(FieldSet.of(entry)));
                time = entry.path("time");
            }
        }
        ArrayNode entries = now.deepCopy();
        if (part == Part.Everything && !isOfAnApplier()) {
            restored = restored.without(marks(restored));
        }
        if (restored.isEmpty()) {
            return entries;
        }
        ArrayNode after = handedBack(entries, restored, time);
        if (after.isEmpty()) {
            after.addObject(); // the API server's word for none; it would ignore an empty list
        }
        return after;
    }

    private FieldSet lastApplied(FieldSet ours) {
        FieldSet owned = ours.below(LAST_APPLIED);
        FieldSet common = new FieldSet(Json.object());
        for (JsonNode owner : good) {
            common = common.plus(FieldSet.of(owner).common(owned));
        }
        return common;
    }

    private boolean isOfAnApplier() {
        boolean found = false;
        for (JsonNode owner : good) {
            found |= isApply(owner);
        }
        return found;
    }

    private static FieldSet marks(FieldSet owned) {
        FieldSet marks = new FieldSet(Json.object());
        for (String annotation : Recreation.MARKS) {
            marks = marks.plus(owned.below("f:metadata", "f:annotations", "f:" + annotation));
        }
        return marks;
    }

    private ArrayNode handedBack(ArrayNode now, FieldSet restored, JsonNode time) {
        ArrayNode entries = Json.object().arrayNode();
        for (JsonNode entry : now) {
            FieldSet left = isOurs(entry) ? FieldSet.of(entry).without(restored) : FieldSet.of(entry);
            if (!left.isEmpty() || !isOurs(entry)) {
                entries.add(with((ObjectNode) entry, left));
            }
        }
        for (JsonNode owner : good) {
            FieldSet share = share(owner, restored);
            if (share.isEmpty()) {
                continue;
            }
            int heir = heir(entries, owner);
            ObjectNode entry = heir < 0 ? owner.deepCopy() : (ObjectNode) entries.get(heir);
            with(entry, heir < 0 ? share : FieldSet.of(entry).plus(share)).set("time", time);
            if (heir < 0) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /**
     * The marks of a ConfigMap that the rollback created go to each applier: its next apply, which does not have them, then
     * removes them.
     */
    private FieldSet share(JsonNode owner, FieldSet restored) {
        FieldSet share = FieldSet.of(owner).common(restored);
        return part == Part.Everything && isApply(owner) ? share.plus(marks(restored)) : share;
    }

    /** Where the same manager has an entry; one that has moved from updates to server-side apply owns all by that. */
    private static int heir(ArrayNode entries, JsonNode owner) {
        int heir = -1;
        for (int i = 0; i < entries.size(); i++) {
            JsonNode entry = entries.get(i);
            boolean same = entry.path("manager").equals(owner.path("manager")) && !entry.has("subresource");
            if (same && (isApply(entry) || !isApply(owner))) {
                heir = heir < 0 || isApply(entry) ? i : heir;
            }
        }
        return heir;
    }

    private static ObjectNode with(ObjectNode entry, FieldSet fields) {
        entry.set("fieldsV1", fields.tree());
        return entry;
    }

    private static boolean isApply(JsonNode entry) {
        return APPLY.equals(entry.path("operation").textValue());
    }

    private static boolean isOurs(JsonNode entry) {
        return Names.FIELD_MANAGER.equals(entry.path("manager").textValue()) && !entry.has("subresource");
    }
}
