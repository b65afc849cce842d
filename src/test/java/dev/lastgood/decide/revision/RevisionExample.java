package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * One example of {@code src/test/resources/revisions/examples.yaml}: a Good revision and what is declared next.
 *
 * @param what the change, in words
 * @param good the body of the Good revision: template and configMaps
 * @param changed the body of what is declared next
 * @param noise what the example's model ignores
 * @param expected the other members of the example
 */
public record RevisionExample(String what, JsonNode good, JsonNode changed, Noise noise, JsonNode expected) {

    private static final String FILE = "/revisions/examples.yaml";

    /** All examples, in the order of the file. */
    public static List<RevisionExample> all() {
        JsonNode file = read();
        return StreamSupport.stream(file.path("examples").spliterator(), false)
                .map(example -> of(file.path("base"), example))
                .toList();
    }

    /** What is expected to be ignored: part and reason. */
    public Map<String, String> ignored() {
        Map<String, String> ignored = new TreeMap<>();
        expected.path("ignored")
                .fields()
                .forEachRemaining(e -> ignored.put(e.getKey(), e.getValue().textValue()));
        return ignored;
    }

    @Override
    public String toString() {
        return what;
    }

    private static RevisionExample of(JsonNode base, JsonNode example) {
        JsonNode good = change(base, example.path("good"));
        return new RevisionExample(
                example.path("what").textValue(),
                good,
                change(good, example.path("changed")),
                new Noise(
                        texts(example.at("/ignore/labels")),
                        texts(example.at("/ignore/annotations")),
                        texts(example.at("/ignore/env"))),
                example);
    }

    private static JsonNode change(JsonNode body, JsonNode changes) {
        JsonNode changed = body.deepCopy();
        changes.fields().forEachRemaining(change -> {
            int last = change.getKey().lastIndexOf('/');
            JsonNode parent = changed.at(change.getKey().substring(0, last));
            String name = change.getKey().substring(last + 1).replace("~1", "/").replace("~0", "~");
            set(parent, name, change.getValue());
        });
        return changed;
    }

    private static void set(JsonNode parent, String name, JsonNode value) {
        if (parent instanceof ArrayNode array) {
            if (name.equals("-")) {
                array.add(value);
            } else if (value.isNull()) {
                array.remove(Integer.parseInt(name));
            } else {
                array.set(Integer.parseInt(name), value);
            }
        } else if (parent instanceof ObjectNode object) {
            if (value.isNull()) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        } else {
            throw new IllegalArgumentException("no place for " + name);
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        for (Iterator<JsonNode> each = list.elements(); each.hasNext(); ) {
            texts.add(each.next().textValue());
        }
        return texts;
    }

    private static JsonNode read() {
        try (InputStream file = RevisionExample.class.getResourceAsStream(FILE)) {
            return Json.yaml(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
