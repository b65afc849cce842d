package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Lastgood;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BlameTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    private static final String ONE = spec("containers: [{name: 'gateway', image: 'g:1'}]");

    static Stream<Arguments> cases() {
        return Stream.of(
                row("nothing", ONE, ONE, Map.of()),
                row("an image", spec("containers: [{name: 'gateway', image: 'g:2'}]"), ONE, containers("gateway")),
                row(
                        "an env within a container",
                        spec("containers: [{name: 'gateway', image: 'g:1', env: [{name: 'A', value: 'b'}]}]"),
                        ONE,
                        containers("gateway")),
                row(
                        "a container that was added",
                        spec("containers: [{name: 'gateway', image: 'g:1'}, {name: 'logs', image: 'l:1'}]"),
                        ONE,
                        containers("logs")),
                row(
                        "a container that was dropped",
                        ONE,
                        spec("containers: [{name: 'gateway', image: 'g:1'}, {name: 'logs', image: 'l:1'}]"),
                        containers("logs")),
                row(
                        "a container under another name",
                        spec("containers: [{name: 'proxy', image: 'g:1'}]"),
                        ONE,
                        containers("gateway,proxy")),
                row(
                        "the order of containers",
                        spec("containers: [{name: 'a'}, {name: 'b'}]"),
                        spec("containers: [{name: 'b'}, {name: 'a'}]"),
                        Map.of()),
                row("the order of fields", spec("containers: [{image: 'g:1', name: 'gateway'}]"), ONE, Map.of()),
                row(
                        "a number in another notation",
                        spec("containers: [{name: 'gateway', port: 1}]"),
                        spec("containers: [{name: 'gateway', port: 1.0}]"),
                        Map.of()),
                row(
                        "an init container",
                        spec("initContainers: [{name: 'warm', image: 'w:1'}]"),
                        spec(""),
                        Map.of(Lastgood.BLAMED_INIT_CONTAINERS, "warm")),
                row(
                        "volumes",
                        spec("volumes: [{name: 'b', emptyDir: {}}, {name: 'a', emptyDir: {}}]"),
                        spec("volumes: [{name: 'a', secret: {}}]"),
                        Map.of(Lastgood.BLAMED_VOLUMES, "a,b")),
                row(
                        "fields of the pod, changed, added and dropped",
                        spec("dnsPolicy: 'Default', hostNetwork: true, replicas: 1"),
                        spec("dnsPolicy: 'ClusterFirst', priority: 7, replicas: 1"),
                        Map.of(Lastgood.BLAMED_POD_FIELDS, "dnsPolicy,hostNetwork,priority")),
                row(
                        "a field that no version of today has",
                        spec("inventedNextYear: {deep: [1]}"),
                        spec("inventedNextYear: {deep: [2]}"),
                        Map.of(Lastgood.BLAMED_POD_FIELDS, "inventedNextYear")),
                row(
                        "labels, but for ours",
                        metadata("labels: {app: 'a', tier: 'x', 'lastgood.dev/own': '1'}"),
                        metadata("labels: {app: 'a'}"),
                        Map.of(Lastgood.BLAMED_TEMPLATE_LABELS, "tier")),
                row(
                        "annotations, but for ours, that of a restart, and the ignored",
                        metadata("annotations: {'sidecar/inject': 'false', 'lastgood.dev/restored-from': 'r',"
                                + "'kubectl.kubernetes.io/restartedAt': 'now', ignored: '1'}"),
                        metadata("annotations: {ignored: '2'}"),
                        Map.of(Lastgood.BLAMED_TEMPLATE_ANNOTATIONS, "sidecar/inject")),
                row(
                        "configuration: changed, added and dropped keys",
                        maps("prompts: {data: {system: 'bad', same: 's', added: ''}}"),
                        maps("prompts: {data: {system: 'good', same: 's', dropped: ''}}"),
                        Map.of(Lastgood.BLAMED_CONFIG_KEYS, "prompts/added,prompts/dropped,prompts/system")),
                row(
                        "a ConfigMap that is absent now",
                        maps("prompts: null"),
                        maps("prompts: {data: {a: '1'}, binaryData: {b: 'AA=='}}"),
                        Map.of(Lastgood.BLAMED_CONFIG_KEYS, "prompts/a,prompts/b")),
                row(
                        "binary data instead of text",
                        maps("prompts: {binaryData: {a: 'AA=='}}"),
                        maps("prompts: {data: {a: 'AA=='}}"),
                        Map.of(Lastgood.BLAMED_CONFIG_KEYS, "prompts/a")),
                row(
                        "a ConfigMap that only one of them knows",
                        maps("prompts-2: {data: {a: '2'}}"),
                        maps("prompts-1: {data: {a: '1'}}"),
                        Map.of()),
                row("whether a ConfigMap is immutable", maps("a: {immutable: true}"), maps("a: {}"), Map.of()),
                row("a failed one without a template", "{}", ONE, Map.of()),
                row("a last good without a template", ONE, "{}", Map.of()),
                row("a template that is text", "{template: 'text'}", ONE, Map.of()),
                row("containers that are no list", spec("containers: 7"), spec("containers: 'x'"), Map.of()),
                row(
                        "a container without a name",
                        spec("containers: [{image: 'g:1'}, 3]"),
                        spec("containers: []"),
                        Map.of()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesWhatDiffers(String failed, String lastGood, Map<String, String> expected) throws Exception {
        Blame blame = Blame.between(JSON.readTree(failed), JSON.readTree(lastGood), Set.of("ignored"));

        assertThat(blame.annotations()).isEqualTo(expected);
        assertThat(blame.isEmpty()).isEqualTo(expected.isEmpty());
        assertThat(Blame.annotationKeys()).containsAll(expected.keySet());
    }

    @Test
    void aTreeOfLongsEqualsOneOfInts() throws Exception {
        JsonNode parsed = JSON.readTree(spec("priority: 5"));
        ObjectNode built = JSON.createObjectNode();
        built.withObject("/template/spec").put("priority", 5L);

        assertThat(Blame.between(parsed, built, Set.of()).isEmpty()).isTrue();
    }

    @Test
    void moreNamesThanAnnotationsHoldAreToldToBeTooMany() {
        ObjectNode failed = JSON.createObjectNode();
        ObjectNode data = failed.withObject("/configMaps/prompts/data");
        ObjectNode lastGood = JSON.createObjectNode();
        lastGood.withObject("/configMaps/prompts/data");
        String prefix = "k".repeat(200);
        for (int i = 0; i < 600; i++) {
            data.put(prefix + i, "");
        }
        assertThat(Blame.between(failed, lastGood, Set.of()).fits()).isTrue();
        for (int i = 600; i < 700; i++) {
            data.put(prefix + i, "");
        }

        Blame blame = Blame.between(failed, lastGood, Set.of());

        assertThat(blame.isEmpty()).isFalse();
        assertThat(blame.fits()).isFalse();
    }

    private static Arguments row(String name, String failed, String lastGood, Map<String, String> expected) {
        return arguments(named(name, failed), lastGood, expected);
    }

    private static Map<String, String> containers(String names) {
        return Map.of(Lastgood.BLAMED_CONTAINERS, names);
    }

    private static String spec(String fields) {
        return "{template: {spec: {" + fields + "}}}";
    }

    private static String metadata(String fields) {
        return "{template: {metadata: {" + fields + "}, spec: {}}}";
    }

    private static String maps(String maps) {
        return "{configMaps: {" + maps + "}}";
    }
}
