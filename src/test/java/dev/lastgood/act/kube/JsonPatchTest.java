package dev.lastgood.act.kube;

import static dev.lastgood.act.kube.JsonPatch.pointer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPatchTest {

    @Test
    void pointersEscapeSlashesAndTildesInTheirSegments() {
        assertThat(pointer("metadata", "annotations", "lastgood.dev/roll~back"))
                .isEqualTo("/metadata/annotations/lastgood.dev~1roll~0back");
        assertThat(pointer("a~1b")).isEqualTo("/a~01b");
        assertThat(pointer("data", "")).isEqualTo("/data/");
        assertThat(pointer()).isEmpty();
    }

    @Test
    void operationsStandInTheOrderInWhichTheyWereAdded() {
        JsonPatch patch = new JsonPatch()
                .test("/a", TextNode.valueOf("x"))
                .replace("/a", TextNode.valueOf("y"))
                .add("/b", null)
                .remove("/c");

        assertThat(patch.json())
                .isEqualTo("[{\"op\":\"test\",\"path\":\"/a\",\"value\":\"x\"},"
                        + "{\"op\":\"replace\",\"path\":\"/a\",\"value\":\"y\"},"
                        + "{\"op\":\"add\",\"path\":\"/b\",\"value\":null},"
                        + "{\"op\":\"remove\",\"path\":\"/c\"}]");
    }

    @Test
    void whatHappensToAValueAfterwardsDoesNotChangeThePatch() {
        ObjectNode labels = JsonNodeFactory.instance.objectNode().put("app", "gateway");
        JsonPatch patch = new JsonPatch().test("/labels", labels);
        labels.put("app", "another");

        assertThat(patch.json()).contains("gateway").doesNotContain("another");
    }

    @Test
    void aPointerWithoutItsFirstSlashIsRefused() {
        assertThatThrownBy(() -> new JsonPatch().remove("data"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("starts with /");
    }

    /** What the API server makes of these is shown by GuardsIT. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a && b", "<system>", "->", "a\u2028b", "a\u2029b", "\b", "\f", "\u0000", "\u001b", "\u007f"})
    void textThatTheApiServerEncodesInItsOwnWayIsNotTested(String text) {
        TextNode value = TextNode.valueOf(text);
        ObjectNode deep = JsonNodeFactory.instance.objectNode();
        deep.putArray("list").addObject().set("text", value);

        assertThatThrownBy(() -> new JsonPatch().test("/data/a", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/data/a");
        assertThatThrownBy(() -> new JsonPatch().test("/data", deep)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new JsonPatch().replace("/data/a", value).isEmpty()).isFalse();
    }

    @Test
    void numbersWithAFractionAreNotTested() {
        assertThatThrownBy(() -> new JsonPatch().test("/a", DoubleNode.valueOf(1.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new JsonPatch().test("/a", IntNode.valueOf(1)).isEmpty()).isFalse();
    }

    @Test
    void anObjectIsGuardedByItsUidAndGenerationOrByItsVersion() {
        Deployment seen = new DeploymentBuilder()
                .withNewMetadata()
                .withUid("1f-2e")
                .withGeneration(7L)
                .withResourceVersion("42")
                .endMetadata()
                .build();

        assertThat(JsonPatch.whileSpecIs(seen).json())
                .isEqualTo("[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"1f-2e\"},"
                        + "{\"op\":\"test\",\"path\":\"/metadata/generation\",\"value\":7}]");
        assertThat(JsonPatch.whileUnchanged(seen).json())
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"42\"}]");
    }

    @Test
    void twoPatchesAreTheSameIfTheyDoTheSame() {
        assertThat(new JsonPatch().remove("/a").isSame(new JsonPatch().remove("/a")))
                .isTrue();
        assertThat(new JsonPatch().remove("/a").isSame(new JsonPatch().remove("/b")))
                .isFalse();
    }

    @Test
    void aPatchWithoutOperationsIsEmpty() {
        assertThat(new JsonPatch().isEmpty()).isTrue();
        assertThat(new JsonPatch().remove("/a").isEmpty()).isFalse();
    }
}
