package dev.lastgood.act.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.lib.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LastAppliedTest {

    private static final String GOOD = "{\"spec\":{\"replicas\":1,\"template\":{\"spec\":{\"image\":\"1\"}}}}\n";
    private static final String BAD =
            "{\"metadata\":{\"labels\":{\"tier\":\"<a&b>\"}},\"spec\":{\"template\":{\"spec\":{\"image\":\"2\"}}}}\n";

    @Test
    void onlyTheTemplateIsReplaced() {
        assertThat(LastApplied.withTemplate(BAD, GOOD))
                .as("replicas that an autoscaler has taken over stay out")
                .contains(
                        "{\"metadata\":{\"labels\":{\"tier\":\"<a&b>\"}},\"spec\":{\"template\":{\"spec\":{\"image\":\"1\"}}}}\n");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "{", "null", "[]", "\"text\"", "{\"spec\":[]}"})
    void whatIsNotThereIsNotWritten(String live) {
        assertThat(LastApplied.withTemplate(live, GOOD)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "{", "[]", "{\"spec\":{\"replicas\":1}}", "{\"spec\":{\"template\":1}}"})
    void withoutAKnownTemplateTheLiveOneStays(String good) {
        assertThat(LastApplied.withTemplate(BAD, good)).isEmpty();
    }

    @Test
    void anEqualOneIsNotWritten() {
        assertThat(LastApplied.withTemplate(GOOD, GOOD)).isEmpty();
    }

    @Test
    void contentIsReplacedAsAWhole() {
        assertThat(LastApplied.withContent(
                        "{\"data\":{\"new\":\"1\"},\"binaryData\":{\"b\":\"AA==\"},\"metadata\":{\"name\":\"prompts\"}}",
                        Json.yaml("{data: {old: '1'}, metadata: {name: other}}")))
                .contains("{\"data\":{\"old\":\"1\"},\"metadata\":{\"name\":\"prompts\"}}\n");
        assertThat(LastApplied.withContent(null, Json.yaml("{data: {old: '1'}}")))
                .isEmpty();
        assertThat(LastApplied.withContent("{\"data\":{}}", null)).isEmpty();
    }
}
