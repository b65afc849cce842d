package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.workload.RunningImages;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageBytesTest {

    private static final Instant START = Instant.parse("2026-07-01T10:00:00Z");
    private static final Instant LATER = START.plus(ImageBytes.BEGINNING);

    private static RunningImages running(String ids) {
        return new RunningImages("hash", Map.of("gateway", Set.of(ids.split(" "))));
    }

    private static String drift(ImageBytes bytes) {
        return bytes.drift() == null
                ? "none"
                : bytes.drift().from() + " -> " + bytes.drift().to();
    }

    @ParameterizedTest(name = "{0}: {1}, then {2}")
    @CsvSource(
            textBlock =
                    """
            the same bytes                 | r/g@sha256:a             | r/g@sha256:a             | none
            other bytes                    | r/g@sha256:a             | r/g@sha256:b             | r/g@sha256:a -> r/g@sha256:b
            other bytes in some pods       | r/g@sha256:a             | r/g@sha256:a r/g@sha256:b | r/g@sha256:a -> r/g@sha256:b
            the same bytes from a mirror   | r/g@sha256:a             | mirror/g@sha256:a        | none
            two architectures              | r/g@sha256:a r/g@sha256:b | r/g@sha256:b             | none
            an id of a node's own          | r/g@sha256:a             | sha256:f                 | none
            two ids of nodes' own          | sha256:e                 | sha256:f                 | sha256:e -> sha256:f
            """,
            delimiter = '|')
    void what_pods_run_later(String name, String first, String then, String expected) {
        ImageBytes begun = ImageBytes.UNKNOWN.seen(running(first), false, START);

        assertThat(begun.drift()).isNull();
        assertThat(drift(begun.seen(running(then), false, LATER))).isEqualTo(expected);
    }

    @Test
    void what_is_seen_in_the_beginning_belongs_to_it() {
        ImageBytes begun = ImageBytes.UNKNOWN
                .seen(running("r/g@sha256:a"), false, START)
                .seen(running("r/g@sha256:b"), false, LATER.minusSeconds(1));

        assertThat(begun.drift()).isNull();
        assertThat(drift(begun.seen(running("r/g@sha256:c"), false, LATER))).isEqualTo("r/g@sha256:a -> r/g@sha256:c");
    }

    @Test
    void what_stood_through_the_soak_has_begun() {
        ImageBytes begun = ImageBytes.UNKNOWN.seen(running("r/g@sha256:a"), false, START);

        assertThat(drift(begun.seen(running("r/g@sha256:b"), true, START.plusSeconds(2))))
                .isEqualTo("r/g@sha256:a -> r/g@sha256:b");
    }

    @Test
    void a_drift_keeps_its_time_until_the_bytes_are_gone_or_others_come() {
        ImageBytes drifted = ImageBytes.UNKNOWN
                .seen(running("r/g@sha256:a"), false, START)
                .seen(running("r/g@sha256:b"), false, LATER);

        assertThat(drifted.seen(running("r/g@sha256:b"), false, LATER.plusSeconds(5)))
                .isEqualTo(drifted);
        assertThat(drift(drifted.seen(running("r/g@sha256:a"), false, LATER.plusSeconds(5))))
                .isEqualTo("none");
        ImageBytes again = drifted.seen(running("r/g@sha256:c"), false, LATER.plusSeconds(5));
        assertThat(drift(again)).isEqualTo("r/g@sha256:a -> r/g@sha256:c");
        assertThat(again.drift().since()).isEqualTo(LATER.plusSeconds(5));
        assertThat(drift(drifted.seen(running("r/g@sha256:b r/g@sha256:c"), false, LATER.plusSeconds(5))))
                .isEqualTo("r/g@sha256:a -> r/g@sha256:c");
    }

    @Test
    void without_pods_nothing_changes() {
        ImageBytes begun = ImageBytes.UNKNOWN.seen(running("r/g@sha256:a"), false, START);

        assertThat(begun.seen(RunningImages.UNKNOWN, false, LATER)).isEqualTo(begun);
        assertThat(ImageBytes.UNKNOWN.seen(new RunningImages("hash", Map.of()), false, LATER))
                .isEqualTo(ImageBytes.UNKNOWN);
    }

    @Test
    void is_read_as_it_was_written() {
        ImageBytes drifted = ImageBytes.UNKNOWN
                .seen(running("r/g@sha256:a"), false, START)
                .seen(running("r/g@sha256:b"), false, LATER);

        assertThat(ImageBytes.parse(drifted.text())).isEqualTo(drifted);
        assertThat(ImageBytes.UNKNOWN.text()).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "nonsense", "{}", "[1]", "{\"since\": \"yesterday\"}"})
    void what_someone_else_wrote_is_unknown(String text) {
        assertThat(ImageBytes.parse(text)).isEqualTo(ImageBytes.UNKNOWN);
    }

    @Test
    void many_containers_and_digests_are_bounded() {
        String[] ids = new String[50];
        Arrays.setAll(ids, i -> "r/g@sha256:" + i);
        ImageBytes begun = ImageBytes.UNKNOWN.seen(running(String.join(" ", ids)), false, START);

        assertThat(begun.first().get("gateway")).hasSize(4);
    }

    @Test
    void the_words_say_what_to_deploy() {
        String a = "r/g@sha256:" + "a".repeat(64);
        String b = "r/g@sha256:" + "b".repeat(64);
        ImageDrift drift = ImageBytes.UNKNOWN
                .seen(running(a), false, START)
                .seen(running(b), false, LATER)
                .drift();

        assertThat(drift.words())
                .isEqualTo("the image of container gateway has other bytes under the same tag since " + LATER
                        + ": sha256:aaaaaaaaaaaa -> sha256:bbbbbbbbbbbb");
        assertThat(drift.remedy()).contains("deploy " + a, "name images by digest");
    }
}
