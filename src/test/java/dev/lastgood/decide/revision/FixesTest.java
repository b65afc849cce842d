package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of fixes.yaml. */
class FixesTest {

    private static final Path PAGE = Path.of("docs/revisions.md");
    private static final String BEGIN = "<!-- fixes: generated, see FixesTest -->\n";
    private static final String END = "<!-- end of fixes -->";

    private static final JsonNode TABLE = table();
    private static final JsonNode GOOD = TABLE.get("good");

    private static JsonNode table() {
        try (var text = FixesTest.class.getResourceAsStream("fixes.yaml")) {
            return Json.yaml(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> cases() {
        return stream(TABLE.get("cases")).map(each -> arguments(each.get("name").asText(), each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void blames(String name, JsonNode each) {
        Blame blame = blame(each);

        assertThat(Stream.of(blame.templateInWords(), blame.configurationInWords())
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" or ")))
                .isEqualTo(each.get("blames").asText());
        assertThat(blame.noEvidence())
                .containsExactlyElementsOf(
                        stream(each.path("noEvidence")).map(JsonNode::asText).toList());
    }

    static Stream<Arguments> applied() {
        return stream(TABLE.get("cases")).flatMap(each -> stream(each.get("then"))
                .map(then -> arguments(
                        each.get("name").asText() + ": " + then.get("what").asText(), each, then)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("applied")
    void refusesWhatIsBack(String name, JsonNode each, JsonNode then) {
        JsonNode from = then.path("from").asText().equals("good") ? good(each) : merged(good(each), each.get("failed"));
        JsonNode live = revision(merged(from, then.path("change")));
        Blame blame = blame(each);

        List<String> refused = new ArrayList<>();
        if (blame.isBack(live.path("template"))) {
            refused.add("template");
        }
        for (String map : blame.configMaps()) {
            if (blame.isBackIn(map, live.path("configMaps").path(map))) {
                refused.add(map);
            }
        }
        assertThat(refused)
                .containsExactlyElementsOf(
                        stream(then.path("refused")).map(JsonNode::asText).toList());
    }

    @Test
    void theGoodRevisionIsNeverRefused() {
        stream(TABLE.get("cases")).forEach(each -> assertThat(blame(each).isWhollyBack(revision(good(each))))
                .isFalse());
    }

    /** {@code ./mvnw test -Dtest=FixesTest -Ddocs.update} writes the examples of the page again. */
    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(page).contains(BEGIN, END);
        String made = page.substring(0, from) + examples() + page.substring(to);
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, made);
            page = made;
        }
        assertThat(page).isEqualTo(made);
    }

    private static String examples() {
        StringBuilder examples = new StringBuilder();
        stream(TABLE.get("cases")).forEach(each -> {
            examples.append("\n#### The failed revision: ")
                    .append(each.get("name").asText());
            examples.append("\n\nBlamed: ").append(each.get("blames").asText()).append(".\n");
            each.path("noEvidence").forEach(part -> examples.append("Not blamed: ")
                    .append(part.asText())
                    .append(".\n"));
            examples.append("\n| applied then | refused |\n|---|---|\n");
            each.get("then").forEach(then -> examples.append("| ")
                    .append(then.get("what").asText())
                    .append(" | ")
                    .append(stream(then.path("refused"))
                            .map(object ->
                                    object.asText().equals("template") ? "template" : "`" + object.asText() + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" |\n"));
        });
        return examples.append("\n").toString();
    }

    private static Blame blame(JsonNode each) {
        Set<String> noise = new HashSet<>();
        each.path("noise").forEach(variable -> noise.add(variable.asText()));
        boolean merging = each.path("merging").asBoolean();
        return Blame.between(
                revision(merged(good(each), each.get("failed"))),
                revision(good(each)),
                new Noise(Set.of(), Set.of(), noise),
                new BlameEvidence(
                        merging ? new Merging(true, Set.of("gw-prompts")) : Merging.NONE,
                        stream(each.path("earlier"))
                                .map(earlier -> revision(merged(good(each), earlier)))
                                .toList()));
    }

    private static JsonNode good(JsonNode each) {
        return merged(GOOD, each.path("good"));
    }

    /** A merge patch: null removes. */
    private static JsonNode merged(JsonNode base, JsonNode patch) {
        if (!patch.isObject()) {
            return patch.isMissingNode() ? base : patch;
        }
        ObjectNode result = base instanceof ObjectNode object ? object.deepCopy() : Json.object();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue() instanceof NullNode) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), merged(result.path(member.getKey()), member.getValue()));
            }
        }
        return result;
    }

    /** The data of a revision: what the table writes by name is a list there. */
    private static JsonNode revision(JsonNode row) {
        ObjectNode data = Json.object();
        ObjectNode metadata = data.withObject("/template/metadata");
        metadata.set("labels", row.get("labels"));
        metadata.set("annotations", row.get("annotations"));
        ObjectNode spec = data.withObject("/template/spec");
        for (String list : List.of("containers", "initContainers", "volumes")) {
            if (row.has(list)) {
                spec.set(list, list(row.get(list)));
            }
        }
        row.path("fields").properties().forEach(field -> spec.set(field.getKey(), field.getValue()));
        row.path("configMaps").properties().forEach(map -> data.withObject("/configMaps")
                .putObject(map.getKey())
                .set("data", map.getValue()));
        return data;
    }

    private static ArrayNode list(JsonNode byName) {
        ArrayNode list = Json.object().arrayNode();
        byName.properties().forEach(element -> {
            ObjectNode object = list.addObject().put("name", element.getKey());
            object.setAll((ObjectNode) element.getValue());
            if (object.get("env") instanceof ObjectNode env) {
                ArrayNode variables = object.putArray("env");
                env.properties().forEach(variable -> variables
                        .addObject()
                        .put("name", variable.getKey())
                        .set("value", variable.getValue()));
            }
        });
        return list;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
