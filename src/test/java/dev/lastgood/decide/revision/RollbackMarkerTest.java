package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackMarkerTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 999_999_999, Integer.MAX_VALUE})
    void what_was_written_is_read(int attempt) {
        RollbackMarker marker = new RollbackMarker("2f1c-uid", attempt, "gw-aaaaaaaaaa", "gw-bbbbbbbbbb");

        assertThat(RollbackMarker.parse(marker.toString())).contains(marker);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "by hand",
                "uid/1/from",
                "uid/1/from/to/more",
                "uid/1/from/to/1/more",
                "uid/1/from/to/",
                "uid/1/from/to/-1",
                "uid/one/from/to",
                "uid/-1/from/to",
                "uid/99999999999/from/to",
                "uid/2147483648/from/to",
                "/1/from/to",
                "uid/1//to",
                "uid/1/from/"
            })
    void what_somebody_else_wrote_is_no_marker(String annotation) {
        assertThat(RollbackMarker.parse(annotation)).isEmpty();
    }

    @Test
    void the_form_is_what_the_annotation_promises() {
        assertThat(new RollbackMarker("uid", 2, "a", "b")).hasToString("uid/2/a/b");
        assertThat(new RollbackMarker("uid", 2, "a", "b", 3)).hasToString("uid/2/a/b/3");
        assertThat(RollbackMarker.parse("uid/2/a/b/3")).contains(new RollbackMarker("uid", 2, "a", "b", 3));
    }
}
