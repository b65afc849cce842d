package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedNoiseTest {

    private static final ReadKeys NOTHING = ReadKeys.of(spec("{}"), List.of(), Set.of());

    @Test
    void what_changed_with_each_of_the_last_three_changes_is_noise() {
        LearnedNoise learned = LearnedNoise.of(templates("render-id", "a", "b", "c", "d"), NOTHING);

        assertThat(learned.annotations()).containsExactly("render-id");
        assertThat(learned.labels()).containsExactly("render-id");
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, {3}")
    @CsvSource({"a, b, b, c", "a, a, b, c", "a, b, c, c"})
    void what_stayed_in_one_of_them_is_not(String first, String second, String third, String fourth) {
        assertThat(LearnedNoise.of(templates("render-id", first, second, third, fourth), NOTHING))
                .isEqualTo(LearnedNoise.NONE);
    }

    @Test
    void two_changes_are_too_few() {
        assertThat(LearnedNoise.of(templates("render-id", "a", "b", "c"), NOTHING))
                .isEqualTo(LearnedNoise.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "sidecar.istio.io/inject",
        "config.linkerd.io/proxy-version",
        "vault.hashicorp.com/role",
        "dapr.io/app-id",
        "lastgood.dev/restored-from"
    })
    void what_an_injector_reads_is_never_learned(String key) {
        assertThat(LearnedNoise.of(templates(key, "a", "b", "c", "d"), NOTHING)).isEqualTo(LearnedNoise.NONE);
    }

    @Test
    void a_label_that_a_service_selects_by_is_never_learned() {
        ReadKeys read = ReadKeys.of(spec("{}"), List.of(Set.of("color")), Set.of());

        LearnedNoise learned = LearnedNoise.of(templates("color", "a", "b", "c", "d"), read);

        assertThat(learned.labels()).isEmpty();
        assertThat(learned.annotations()).containsExactly("color");
    }

    @Test
    void an_annotation_that_the_version_is_read_from_is_never_learned() {
        ReadKeys read = ReadKeys.of(spec("{}"), List.of(), Set.of("model-version"));

        assertThat(LearnedNoise.of(templates("model-version", "a", "b", "c", "d"), read)
                        .annotations())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"containers\": [{\"name\": \"c\", \"env\": [{\"name\": \"X\", \"valueFrom\": {\"fieldRef\": {\"fieldPath\": \"metadata.annotations['prompt']\"}}}]}]}",
                "{\"volumes\": [{\"name\": \"v\", \"downwardAPI\": {\"items\": [{\"path\": \"x\", \"fieldRef\": {\"fieldPath\": \"metadata.annotations\"}}]}}]}",
                "{\"volumes\": [{\"name\": \"v\", \"projected\": {\"sources\": [{\"downwardAPI\": {\"items\": [{\"path\": \"x\", \"fieldRef\": {\"fieldPath\": \"metadata.annotations\"}}]}}]}}]}"
            })
    void what_the_downward_api_feeds_into_a_container_is_never_learned(String podSpec) {
        ReadKeys read = ReadKeys.of(spec(podSpec), List.of(), Set.of());

        assertThat(LearnedNoise.of(templates("prompt", "a", "b", "c", "d"), read)
                        .annotations())
                .isEmpty();
    }

    @Test
    void what_was_learned_survives_as_text() {
        LearnedNoise learned = new LearnedNoise(Set.of("a", "b"), Set.of("c"));

        assertThat(LearnedNoise.parse(learned.text())).isEqualTo(learned);
        assertThat(LearnedNoise.parse("[1")).isEqualTo(LearnedNoise.NONE);
        assertThat(LearnedNoise.parse(null)).isEqualTo(LearnedNoise.NONE);
    }

    private static PodSpec spec(String json) {
        return Serialization.unmarshal(json, PodSpec.class);
    }

    private static List<JsonNode> templates(String key, String... values) {
        return Stream.of(values)
                .map(v -> Json.parse(
                        "{\"metadata\": {\"labels\": {\"app\": \"gw\", \"%s\": \"%s\"}, \"annotations\": {\"%s\": \"%s\"}}}"
                                .formatted(key, v, key, v)))
                .toList();
    }
}
