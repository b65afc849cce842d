package dev.lastgood.lib;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void aTreeEqualsTheOneThatIsReadFromItsText() {
        // A long in fabric8's class, an int for a parser.
        PodSpec spec =
                new PodSpecBuilder().withTerminationGracePeriodSeconds(30L).build();

        assertThat(Json.tree(spec)).isEqualTo(Json.parse(Json.bytes(Json.tree(spec))));
    }

    @Test
    void membersThatAreNullAreAbsentAndTheRestStays() {
        JsonNode read = Json.parse(
                """
                {"metadata": {"creationTimestamp": null, "labels": {}}, "spec": {"list": [null, {"a": null, "b": 1.50}]}}""");

        assertThat(Json.withoutNulls(read))
                .isEqualTo(Json.parse("{\"metadata\": {\"labels\": {}}, \"spec\": {\"list\": [null, {\"b\": 1.50}]}}"));
        assertThat(read.path("metadata").has("creationTimestamp"))
                .as("the original stays")
                .isTrue();
    }

    @Test
    void escapesChangeTheTextAndNotTheMeaning() {
        String json = new String(
                Json.bytes(Json.object().put("<a&b>", "\u2028 && \u2029 \\u003c \" \b \uD83D\uDE00")),
                StandardCharsets.UTF_8);

        String escaped = Json.escaped(json);

        assertThat(escaped).doesNotContain("<", ">", "&", "\u2028", "\u2029").contains("\\u003ca\\u0026b\\u003e");
        assertThat(Json.parse(escaped)).isEqualTo(Json.parse(json));
    }
}
