package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.workload.DeclaredChecksums;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumHistoryTest {

    private static final Instant TURN = Instant.parse("2026-07-01T10:00:00Z");
    private static final Instant LATER = TURN.plusSeconds(3600);

    /** @param text the version of the chart, then key=value pairs */
    private static DeclaredChecksums declared(String text) {
        String[] words = text.split(" ");
        Map<String, String> digests = new TreeMap<>();
        Arrays.stream(words)
                .skip(1)
                .map(pair -> pair.split("="))
                .forEach(pair -> digests.put("checksum/" + pair[0], pair[1]));
        return new DeclaredChecksums(digests, words[0]);
    }

    private static ChecksumHistory begun(String text) {
        return ChecksumHistory.UNKNOWN.seen(declared(text), TURN, true, false, TURN);
    }

    private static ChecksumHistory seen(ChecksumHistory before, String text, Instant now) {
        return before.seen(declared(text), TURN, true, true, now);
    }

    private static String change(ChecksumHistory history) {
        return history.change() == null
                ? "none"
                : new TreeMap<>(history.change().to()).toString();
    }

    @ParameterizedTest(name = "{0}: {1}, then {2}")
    @CsvSource(
            textBlock =
                    """
            the same                       | c1 secret=a          | c1 secret=a            | none
            another value                  | c1 secret=a          | c1 secret=b            | {checksum/secret=b}
            one of two                     | c1 config=x secret=a | c1 config=x secret=b   | {checksum/secret=b}
            both                           | c1 config=x secret=a | c1 config=y secret=b   | {checksum/config=y, checksum/secret=b}
            a key appears                  | c1 config=x          | c1 config=x secret=a   | none
            a key disappears               | c1 config=x secret=a | c1 config=x            | none
            all disappear                  | c1 secret=a          | c1                     | none
            the first one appears          | c1                   | c1 secret=a            | none
            another version of the chart   | c1 config=x secret=a | c2 config=y secret=b   | none
            """,
            delimiter = '|')
    void what_is_declared_later(String name, String first, String then, String expected) {
        assertThat(begun(first).change()).isNull();
        assertThat(change(seen(begun(first), then, LATER))).isEqualTo(expected);
    }

    @Test
    void a_change_keeps_its_time_until_the_value_is_back_or_another_one_comes() {
        ChecksumHistory changed = seen(begun("c1 secret=a"), "c1 secret=b", LATER);

        assertThat(seen(changed, "c1 secret=b", LATER.plusSeconds(9))).isEqualTo(changed);
        assertThat(seen(changed, "c1 secret=a", LATER.plusSeconds(9)).change()).isNull();
        assertThat(seen(changed, "c1", LATER.plusSeconds(9)).change()).isNull();
        assertThat(seen(changed, "c2 secret=b", LATER.plusSeconds(9)).change())
                .as("another chart does not explain what was there before it")
                .isEqualTo(changed.change());
        assertThat(seen(changed, "c1 secret=c", LATER.plusSeconds(9)).change().since())
                .isEqualTo(LATER.plusSeconds(9));
    }

    @Test
    void what_is_seen_before_the_first_rollout_is_complete_belongs_to_the_beginning() {
        ChecksumHistory recorded = ChecksumHistory.UNKNOWN.seen(declared("c1 config=x"), null, true, false, TURN);
        ChecksumHistory rolling = recorded.seen(declared("c1 config=y"), TURN, false, false, TURN);
        ChecksumHistory complete = rolling.seen(declared("c1 config=y"), TURN, true, false, LATER);

        assertThat(complete.change()).isNull();
        assertThat(change(seen(complete, "c1 config=z", LATER))).isEqualTo("{checksum/config=z}");
        // The value with which the revision was recorded is what a rollback restores.
        assertThat(seen(complete, "c1 config=x", LATER).change()).isNull();
    }

    @Test
    void a_change_is_seen_although_its_rollout_never_completes() {
        ChecksumHistory failing = begun("c1 secret=a").seen(declared("c1 secret=b"), TURN, false, true, LATER);

        assertThat(change(failing)).isEqualTo("{checksum/secret=b}");
    }

    @Test
    void each_turn_has_its_beginning() {
        ChecksumHistory changed = seen(begun("c1 secret=a"), "c1 secret=b", LATER);
        Instant again = LATER.plusSeconds(60);

        ChecksumHistory back = changed.seen(declared("c1 secret=c"), again, false, true, again)
                .seen(declared("c1 secret=c"), again, true, true, again);
        assertThat(back.change()).isNull();
        assertThat(change(back.seen(declared("c1 secret=d"), again, true, true, again)))
                .isEqualTo("{checksum/secret=d}");
    }

    @Test
    void what_came_together_with_another_revision_is_part_of_that() {
        ChecksumHistory changed = seen(begun("c1 config=x"), "c1 config=y", LATER);

        assertThat(changed.replacedBy(declared("c1 config=y"), LATER.plusSeconds(2))
                        .change())
                .isNull();
        assertThat(changed.replacedBy(declared("c1 config=z"), LATER.plusSeconds(2)))
                .isEqualTo(changed);
        assertThat(changed.replacedBy(declared("c1 config=y"), LATER.plus(ChecksumHistory.ONE_APPLY)))
                .isEqualTo(changed);
    }

    @Test
    void is_read_as_it_was_written() {
        ChecksumHistory changed = seen(begun("c1 config=x secret=a"), "c1 config=x secret=b", LATER);
        ChecksumHistory recorded = ChecksumHistory.UNKNOWN.seen(declared("c1 secret=a"), null, true, false, TURN);

        assertThat(ChecksumHistory.parse(changed.text())).isEqualTo(changed);
        assertThat(ChecksumHistory.parse(recorded.text())).isEqualTo(recorded);
        assertThat(ChecksumHistory.UNKNOWN.text()).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "{}",
                "[1]",
                "{\"chart\": \"c\", \"first\": {\"checksum/a\": [\"x\"]}, \"turn\": \"yesterday\"}",
                "{\"chart\": \"c\", \"first\": {\"checksum/a\": [\"x\"]}, \"change\": {}}"
            })
    void what_someone_else_wrote_is_unknown(String text) {
        assertThat(ChecksumHistory.parse(text)).isEqualTo(ChecksumHistory.UNKNOWN);
    }

    @Test
    void many_keys_and_values_are_bounded() {
        StringBuilder keys = new StringBuilder("c1");
        for (int i = 0; i < 50; i++) {
            keys.append(" k").append(i).append("=v");
        }
        ChecksumHistory history = begun(keys.toString());
        assertThat(history.first()).hasSize(8);
        assertThat(seen(history, keys.toString(), LATER)).isEqualTo(history);

        ChecksumHistory many = begun("c1 secret=0");
        for (int i = 1; i < 50; i++) {
            many = seen(many, "c" + (i + 1) + " secret=" + i, LATER);
        }
        assertThat(many.first().get("checksum/secret")).containsExactly("46", "47", "48", "49");
    }

    @Test
    void the_words_name_the_annotation_and_the_time() {
        SecretChange change = seen(begun("c1 config=x secret=a"), "c1 config=y secret=b", LATER)
                .change();

        assertThat(change.words())
                .isEqualTo("a Secret, or something else that the chart renders, changed without a new revision: "
                        + "checksum/config, checksum/secret of the pod template has another value since " + LATER);
    }
}
