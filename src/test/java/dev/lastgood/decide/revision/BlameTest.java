package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.revision.TemplatePart.In;
import dev.lastgood.decide.workload.Noise;
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
                row("nothing", ONE, ONE, ""),
                row(
                        "an image",
                        spec("containers: [{name: 'gateway', image: 'g:2'}]"),
                        ONE,
                        "image of container gateway"),
                row(
                        "an env within a container",
                        spec("containers: [{name: 'gateway', image: 'g:1', env: [{name: 'A', value: 'b'}]}]"),
                        ONE,
                        "env A of container gateway"),
                row(
                        "a container that was added",
                        spec("containers: [{name: 'gateway', image: 'g:1'}, {name: 'logs', image: 'l:1'}]"),
                        ONE,
                        "image of container logs"),
                row(
                        "a container that was dropped",
                        ONE,
                        spec("containers: [{name: 'gateway', image: 'g:1'}, {name: 'logs', image: 'l:1'}]"),
                        "container logs"),
                row(
                        "a container under another name",
                        spec("containers: [{name: 'proxy', image: 'g:1'}]"),
                        ONE,
                        "container gateway or image of container proxy"),
                row(
                        "the order of containers",
                        spec("containers: [{name: 'a'}, {name: 'b'}]"),
                        spec("containers: [{name: 'b'}, {name: 'a'}]"),
                        ""),
                row("the order of fields", spec("containers: [{image: 'g:1', name: 'gateway'}]"), ONE, ""),
                row(
                        "a number in another notation",
                        spec("containers: [{name: 'gateway', port: 1}]"),
                        spec("containers: [{name: 'gateway', port: 1.0}]"),
                        ""),
                row(
                        "an init container",
                        spec("initContainers: [{name: 'warm', image: 'w:1'}]"),
                        spec(""),
                        "image of init container warm"),
                row(
                        "volumes",
                        spec("volumes: [{name: 'b', emptyDir: {}}, {name: 'a', emptyDir: {}}]"),
                        spec("volumes: [{name: 'a', secret: {}}]"),
                        "volume a or volume b"),
                row(
                        "fields of the pod, changed, added and dropped",
                        spec("dnsPolicy: 'Default', hostNetwork: true, replicas: 1"),
                        spec("dnsPolicy: 'ClusterFirst', priority: 7, replicas: 1"),
                        "pod field dnsPolicy or pod field hostNetwork or pod field priority"),
                row(
                        "a field that no version of today has",
                        spec("inventedNextYear: {deep: [1]}"),
                        spec("inventedNextYear: {deep: [2]}"),
                        "pod field inventedNextYear"),
                row(
                        "labels, but for ours",
                        metadata("labels: {app: 'a', tier: 'x', 'lastgood.dev/own': '1'}"),
                        metadata("labels: {app: 'a'}"),
                        "template label tier"),
                row(
                        "annotations, but for ours, that of a restart, and the ignored",
                        metadata("annotations: {'sidecar/inject': 'false', 'lastgood.dev/restored-from': 'r',"
                                + "'kubectl.kubernetes.io/restartedAt': 'now', ignored: '1'}"),
                        metadata("annotations: {ignored: '2'}"),
                        "template annotation sidecar/inject"),
                row(
                        "configuration: changed, added and dropped keys",
                        maps("prompts: {data: {system: 'bad', same: 's', added: ''}}"),
                        maps("prompts: {data: {system: 'good', same: 's', dropped: ''}}"),
                        "key added of ConfigMap prompts or key dropped of ConfigMap prompts or key system of ConfigMap prompts"),
                row(
                        "a ConfigMap that is absent now",
                        maps("prompts: null"),
                        maps("prompts: {data: {a: '1'}, binaryData: {b: 'AA=='}}"),
                        "key a of ConfigMap prompts or key b of ConfigMap prompts"),
                row(
                        "binary data instead of text",
                        maps("prompts: {binaryData: {a: 'AA=='}}"),
                        maps("prompts: {data: {a: 'AA=='}}"),
                        "key a of ConfigMap prompts"),
                row(
                        "a ConfigMap that only one of them knows",
                        maps("prompts-2: {data: {a: '2'}}"),
                        maps("prompts-1: {data: {a: '1'}}"),
                        ""),
                row("whether a ConfigMap is immutable", maps("a: {immutable: true}"), maps("a: {}"), ""),
                row("a failed one without a template", "{}", ONE, ""),
                row("a last good without a template", ONE, "{}", ""),
                row("a template that is text", "{template: 'text'}", ONE, ""),
                row("containers that are no list", spec("containers: 7"), spec("containers: 'x'"), ""),
                row("a container without a name", spec("containers: [{image: 'g:1'}, 3]"), spec("containers: []"), ""));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesWhatDiffers(String failed, String lastGood, String expected) throws Exception {
        Blame blame = Blame.between(
                JSON.readTree(failed), JSON.readTree(lastGood), new Noise(Set.of(), Set.of("ignored"), Set.of()));

        assertThat(blame.templateInWords() + blame.configurationInWords()).isEqualTo(expected);
        assertThat(blame.isEmpty()).isEqualTo(expected.isEmpty());
    }

    @Test
    void aTreeOfLongsEqualsOneOfInts() throws Exception {
        JsonNode parsed = JSON.readTree(spec("priority: 5"));
        ObjectNode built = JSON.createObjectNode();
        built.withObject("/template/spec").put("priority", 5L);

        assertThat(Blame.between(parsed, built, Noise.KNOWN).isEmpty()).isTrue();
    }

    @Test
    void moreNamesThanCanBeToldAreTooMany() {
        ObjectNode failed = JSON.createObjectNode();
        ObjectNode data = failed.withObject("/configMaps/prompts/data");
        ObjectNode lastGood = JSON.createObjectNode();
        lastGood.withObject("/configMaps/prompts/data");
        String prefix = "k".repeat(200);
        for (int i = 0; i < 600; i++) {
            data.put(prefix + i, "");
        }
        assertThat(Blame.between(failed, lastGood, Noise.KNOWN).fits()).isTrue();
        for (int i = 600; i < 700; i++) {
            data.put(prefix + i, "");
        }

        Blame blame = Blame.between(failed, lastGood, Noise.KNOWN);

        assertThat(blame.isEmpty()).isFalse();
        assertThat(blame.fits()).isFalse();
    }

    @Test
    void thePartsOfAnAddedContainerAreItsFieldsWithoutDefaults() throws Exception {
        JsonNode failed = JSON.readTree(spec("containers: [{name: 'logs', image: 'l:1', args: ['-v'], resources: {},"
                + "imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log',"
                + "env: [{name: 'A', value: '1'}]}]"));

        assertThat(Blame.between(failed, JSON.readTree(spec("")), Noise.KNOWN).template())
                .containsExactly(
                        new TemplatePart(In.Containers, "logs", "args", JSON.readTree("['-v']")),
                        new TemplatePart(In.Containers, "logs", "env/A", JSON.readTree("{name: 'A', value: '1'}")),
                        new TemplatePart(In.Containers, "logs", "image", JSON.readTree("'l:1'")));
    }

    @Test
    void configurationHasTheValuesOfTheFailedRevision() throws Exception {
        JsonNode failed = JSON.readTree(maps("prompts: {data: {system: 'bad', same: 's'}, binaryData: {w: 'AA=='}}"));
        JsonNode lastGood = JSON.readTree(maps("prompts: {data: {system: 'good', same: 's', dropped: 'd'}}"));

        assertThat(Blame.between(failed, lastGood, Noise.KNOWN).configuration())
                .containsExactly(
                        new ConfigurationPart("prompts", "dropped", null, null),
                        new ConfigurationPart("prompts", "system", "bad", null),
                        new ConfigurationPart("prompts", "w", null, "AA=="));
    }

    static Stream<Arguments> fixes() {
        String failed = "containers: [{name: 'a', image: '2'}, {name: 'b', image: '2'}]";
        return Stream.of(
                arguments("the failed one", failed, false),
                arguments("the last good one", failed.replace("2", "1"), false),
                arguments("a mixture of both", failed.replaceFirst("2", "1"), false),
                arguments("another container besides", failed.replace("]", ", {name: 'c'}]"), false),
                arguments("a new value of one of them", failed.replaceFirst("2", "3"), true),
                arguments("one of them gone", "containers: [{name: 'a', image: '2'}]", true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixes")
    void aFixIsAValueThatNeitherTheFailedNorTheLastGoodOneHad(String name, String live, boolean isFix)
            throws Exception {
        JsonNode failed = JSON.readTree(spec("containers: [{name: 'a', image: '2'}, {name: 'b', image: '2'}]"));
        JsonNode lastGood = JSON.readTree(spec("containers: [{name: 'a', image: '1'}, {name: 'b', image: '1'}]"));
        Blame blame = Blame.between(failed, lastGood, Noise.KNOWN);

        assertThat(blame.isTemplateFixed(
                        JSON.readTree(spec(live)).path("template"), blame.templateValues(lastGood.path("template"))))
                .isEqualTo(isFix);
    }

    static Stream<Arguments> halves() {
        String app = "app: 'a'";
        return Stream.of(
                arguments("a new image", "g:3", "'gpu'", app, true),
                arguments("the good image with another toleration", "g:1", "'tpu'", app, false),
                arguments("the failed image with another toleration", "g:2", "'tpu'", app, false),
                arguments("the good image with another label", "g:1", "'gpu'", "app: 'b'", false),
                arguments("the failed image with a build label", "g:2", "'gpu'", "app: 'a', build: '7'", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("halves")
    void onlyContentOfTheTemplateReleasesTheConfiguration(
            String name, String image, String toleration, String labels, boolean fixed) throws Exception {
        JsonNode failed = half("g:2", "'gpu'", "app: 'a', team: 'x'");
        JsonNode lastGood = half("g:1", "", "app: 'a'");
        Blame blame = Blame.between(failed, lastGood, Noise.KNOWN);

        assertThat(blame.isTemplateFixed(
                        half(image, toleration, labels).path("template"),
                        blame.templateValues(lastGood.path("template"))))
                .isEqualTo(fixed);
    }

    private static JsonNode half(String image, String toleration, String labels) throws Exception {
        return JSON.readTree(
                "{template: {metadata: {labels: {" + labels + "}}, spec: {containers: [{name: 'gw', image: '" + image
                        + "'}], tolerations: [" + toleration + "]}}}");
    }

    @Test
    void configurationIsFixedByAnotherTextOrByItsAbsence() throws Exception {
        JsonNode failed = JSON.readTree(maps("prompts: {data: {system: 'bad'}}"));
        JsonNode lastGood = JSON.readTree(maps("prompts: {data: {system: 'good'}}"));
        Blame blame = Blame.between(failed, lastGood, Noise.KNOWN);

        assertThat(isFixOfConfiguration(blame, lastGood, "prompts: {data: {system: 'bad', more: ''}}"))
                .isFalse();
        assertThat(isFixOfConfiguration(blame, lastGood, "prompts: {data: {system: 'good'}}"))
                .isFalse();
        assertThat(isFixOfConfiguration(blame, lastGood, "prompts: {data: {system: 'better'}}"))
                .isTrue();
        assertThat(isFixOfConfiguration(blame, lastGood, "prompts: null")).isTrue();
    }

    private static boolean isFixOfConfiguration(Blame blame, JsonNode lastGood, String live) throws Exception {
        return blame.isConfigurationFixed(
                JSON.readTree(maps(live)).path("configMaps"), blame.configurationValues(lastGood.path("configMaps")));
    }

    private static Arguments row(String name, String failed, String lastGood, String expected) {
        return arguments(named(name, failed), lastGood, expected);
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
