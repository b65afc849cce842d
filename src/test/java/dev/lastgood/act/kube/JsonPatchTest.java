package dev.lastgood.act.kube;

import static dev.lastgood.act.kube.JsonPatch.pointer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

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

    @Test
    void aPatchWithoutOperationsIsEmpty() {
        assertThat(new JsonPatch().isEmpty()).isTrue();
        assertThat(new JsonPatch().remove("/a").isEmpty()).isFalse();
    }
}
