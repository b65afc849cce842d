package dev.lastgood.simulator.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import java.util.Iterator;
import java.util.Map;

/** Says where two statuses differ, for the message of a finding. */
final class Differences {

    static String between(Object before, Object after) {
        StringBuilder text = new StringBuilder();
        collect("", before == null ? Json.object() : Json.tree(before), Json.tree(after), text);
        return text.toString();
    }

    private static void collect(String path, JsonNode before, JsonNode after, StringBuilder text) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> fields = after.fields();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                collect(path + "." + field.getKey(), before.path(field.getKey()), field.getValue(), text);
            }
            return;
        }
        if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < after.size(); i++) {
                collect(path + "[" + i + "]", before.get(i), after.get(i), text);
            }
            return;
        }
        text.append(path)
                .append(": ")
                .append(before)
                .append(" -> ")
                .append(after)
                .append("; ");
    }

    private Differences() {}
}
