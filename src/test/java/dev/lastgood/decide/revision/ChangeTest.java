package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What came in, in words; never a value of an environment variable or of a ConfigMap. */
class ChangeTest {

    private static final String SECRET = "hunter2-never-shown";

    private static JsonNode revision(String container, String podSpec, String configMaps) {
        String text = "{'template': {'metadata': {'labels': {'app': 'x'}}, 'spec': {'containers': [{'name': 'gateway'"
                + container + "}]" + podSpec + "}}, 'configMaps': {" + configMaps + "}}";
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Change between(JsonNode bad, JsonNode good) {
        return Change.between("r2", bad, "r1", good, Noise.KNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    , 'image': 'g:1' | , 'image': 'g:2' | container gateway: image g:1 -> g:2
                    , 'env': [] | , 'env': [{'name': 'A', 'value': 'hunter2-never-shown'}] | container gateway: env A added
                    , 'env': [{'name': 'A', 'value': 'hunter2-never-shown'}] | , 'env': [] | container gateway: env A removed
                    , 'env': [{'name': 'A', 'value': '1'}] | , 'env': [{'name': 'A', 'value': 'hunter2-never-shown'}] | container gateway: env A changed
                    , 'env': [{'name': 'A'}, {'name': 'B'}] | , 'env': [{'name': 'B'}, {'name': 'A'}] | container gateway: env in another order
                    , 'args': ['1'] | , 'args': ['hunter2-never-shown'] | container gateway: args changed
                    , 'image': 'g:1' | , 'image': 'g:1', 'resources': {} | container gateway: resources added
                    """)
    void aContainer(String good, String bad, String line) {
        Change change = between(revision(bad, "", ""), revision(good, "", ""));

        assertThat(change.lines()).containsExactly(line);
        assertThat(change.lines().toString()).doesNotContain(SECRET);
    }

    @Test
    void containersVolumesAndFieldsOfThePod() {
        Change change = between(
                revision(
                        "",
                        ", 'initContainers': [{'name': 'seed', 'image': 's:1'}], 'volumes': [{'name': 'v', 'emptyDir': {}}]",
                        ""),
                revision("", ", 'volumes': [{'name': 'w', 'emptyDir': {}}], 'hostNetwork': true", ""));

        assertThat(change.lines())
                .containsExactly(
                        "init container seed added (image s:1)",
                        "volume v added",
                        "volume w removed",
                        "pod field hostNetwork removed");
    }

    @Test
    void keysOfConfigMapsByShortDigest() {
        Change change = between(
                revision("", "", "'prompts': {'data': {'system': '" + SECRET + "', 'new': 'n'}}"),
                revision("", "", "'prompts': {'data': {'system': 'be exact', 'old': 'o'}}"));

        assertThat(change.lines())
                .containsExactly(
                        "key new of ConfigMap prompts added: " + Digest.of("n").substring(0, 12),
                        "key old of ConfigMap prompts removed: "
                                + Digest.of("o").substring(0, 12),
                        "key system of ConfigMap prompts: "
                                + Digest.of("be exact").substring(0, 12) + " -> "
                                + Digest.of(SECRET).substring(0, 12));
    }

    @Test
    void aRevisionWithoutATemplateIsNotBlamedForIt() {
        JsonNode none = Json.parse("{}".getBytes(StandardCharsets.UTF_8));

        assertThat(between(revision(", 'image': 'g:1'", "", ""), none).lines()).isEmpty();
    }
}
