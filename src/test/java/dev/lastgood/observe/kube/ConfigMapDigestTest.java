package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.workload.ConfigMapState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is kept of a ConfigMap from one change to the next. */
class ConfigMapDigestTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    private ConfigMap kept;

    /** The ConfigMap as the API server reports it at that minute. */
    private ConfigMapState seen(int minute, String content) {
        ConfigMap now = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ai")
                .withName("prompts")
                .withUid("u")
                .withResourceVersion("1")
                .withCreationTimestamp(START.toString())
                .addNewManagedField()
                .withManager("kubectl")
                .withTime(at(minute).toString())
                .endManagedField()
                .endMetadata()
                .addToData("system", content)
                .build();
        kept = ConfigMapDigest.of(now, kept);
        return ConfigMapDigest.state(kept);
    }

    /** The API server stores these characters as escapes. */
    @Test
    void theSizeIsWhatTheContentTakesWhereItIsStored() {
        assertThat(seen(0, "a").bytes()).isEqualTo("\"system\":\"a\",".length());
        assertThat(seen(1, "<&>").bytes()).isEqualTo("\"system\":\"\",".length() + 3 * 6);
        assertThat(seen(2, "\"\n\u2028é😀").bytes()).isEqualTo("\"system\":\"\",".length() + 2 + 2 + 6 + 2 + 4);
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    @Test
    void four_changes_within_an_hour_are_busy_until_the_hour_is_over() {
        seen(0, "a");
        seen(10, "b");
        seen(20, "c");
        assertThat(seen(30, "d").isBusy(at(30))).as("three changes").isFalse();

        ConfigMapState state = seen(40, "e");

        assertThat(state.isBusy(at(40))).isTrue();
        assertThat(state.isBusy(at(69))).isTrue();
        assertThat(state.isBusy(at(70))).as("the first is an hour ago").isFalse();
    }

    @Test
    void changes_that_keep_the_content_do_not_count() {
        seen(0, "a");
        for (int minute = 1; minute < 10; minute++) {
            assertThat(seen(minute, "a").isBusy(at(minute))).isFalse();
        }
        assertThat(seen(10, "b").changes()).containsExactly(at(10));
        assertThat(seen(11, "b").changes()).containsExactly(at(10));
    }

    @Test
    void only_the_newest_changes_are_kept() {
        for (int minute = 0; minute < 50; minute++) {
            seen(minute, "v" + minute);
        }
        assertThat(ConfigMapDigest.state(kept).changes()).containsExactly(at(46), at(47), at(48), at(49));
    }

    @Test
    void what_is_slow_is_not_busy() {
        for (int hour = 0; hour < 24; hour++) {
            assertThat(seen(hour * 60, "v" + hour).isBusy(at(hour * 60))).isFalse();
        }
    }
}
