package dev.lastgood.reconcile.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.lib.Spread;
import dev.lastgood.reconcile.model.RollbackCheckState.Subject;
import dev.lastgood.reconcile.model.RollbackCheckState.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RollbackCheckStateTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-11-27T03:00:00Z");
    private static final Subject SUBJECT = new Subject("gw-2", "gw-1", null);
    private static final Outlook POSSIBLE = new Outlook("True", Reason.RollbackRehearsed, "works");
    private static final Outlook FULL = new Outlook("False", Reason.QuotaExceeded, "full");

    private static Times at(Instant now) {
        return new Times(now, HOUR, Spread.of("uid"));
    }

    private static Duration start(String uid, long models) {
        Times times = new Times(NOW, HOUR, Spread.of(uid));
        return Duration.between(
                NOW,
                RollbackCheckState.atStart(SUBJECT, Outlook.UNKNOWN, models, times)
                        .next());
    }

    @Test
    void aStartIsSpreadOverATimeThatGrowsWithTheModelsUpToTheInterval() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> start("u" + i, 1))).allMatch(d -> d.toMillis() < 100);
        assertThat(IntStream.range(0, 100).mapToObj(i -> start("u" + i, 10_000)))
                .allMatch(d -> d.toSeconds() < 1000)
                .anyMatch(d -> d.toSeconds() > 800);
        assertThat(IntStream.range(0, 100).mapToObj(i -> start("u" + i, 1_000_000)))
                .allMatch(d -> d.compareTo(HOUR) < 0);
    }

    @Test
    void whatWorksIsRehearsedAtItsOwnTimeOfEachHour() {
        RollbackCheckState state =
                RollbackCheckState.atStart(SUBJECT, Outlook.UNKNOWN, 1, at(NOW)).askingAgain(null);
        assertThat(state.isBeingAsked()).isTrue();
        RollbackCheckState first = state.answered(POSSIBLE, at(NOW));
        assertThat(first.next()).isEqualTo(Spread.of("uid").next(NOW, HOUR));
        RollbackCheckState second = first.answered(POSSIBLE, at(first.next()));
        assertThat(second.next()).isEqualTo(first.next().plus(HOUR));
    }

    @Test
    void whatDoesNotWorkIsRehearsedSoonerAndThenMoreSeldomUpToTheInterval() {
        RollbackCheckState state = RollbackCheckState.atStart(SUBJECT, Outlook.UNKNOWN, 1, at(NOW));
        Instant own = Spread.of("uid").next(NOW, HOUR);
        Instant now = own; // a whole interval lies ahead
        for (int minutes : new int[] {1, 2, 4, 8, 16}) {
            state = state.answered(FULL, at(now));
            Duration pause = Duration.between(now, state.next());
            assertThat(pause).isEqualTo(Duration.ofMinutes(minutes));
            now = state.next();
        }
        assertThat(state.answered(FULL, at(now)).next()).isEqualTo(own.plus(HOUR));
        assertThat(state.answered(POSSIBLE, at(now)).answered(FULL, at(now)).next())
                .isEqualTo(now.plus(Duration.ofMinutes(1)));
    }

    @Test
    void anotherRollbackIsRehearsedAtOnceAndTheAnswerBeforeIsKeptUntilThen() {
        RollbackCheckState state =
                RollbackCheckState.atStart(SUBJECT, Outlook.UNKNOWN, 1, at(NOW)).answered(FULL, at(NOW));
        RollbackCheckState other = state.about(new Subject("gw-3", "gw-1", null), NOW);
        assertThat(other.next()).isEqualTo(NOW.plusSeconds(1));
        assertThat(other.outlook()).isEqualTo(FULL);

        Outlook none = new Outlook("False", Reason.NoLastGood, "nothing to go back to");
        assertThat(RollbackCheckState.certain(none, NOW).about(SUBJECT, NOW).outlook())
                .as("what was certain then does not hold any more")
                .isEqualTo(Outlook.UNKNOWN);
    }

    @Test
    void aWorkloadThatChangedAtTheSameTimeChangesNoAnswer() {
        RollbackCheckState state =
                RollbackCheckState.atStart(SUBJECT, Outlook.UNKNOWN, 1, at(NOW)).answered(POSSIBLE, at(NOW));
        assertThat(state.askingAgain(null).undecided(at(NOW)).outlook()).isEqualTo(POSSIBLE);
        assertThat(state.askingAgain(null).undecided(at(NOW)).next()).isEqualTo(NOW.plusSeconds(60));
        Times often = new Times(NOW, Duration.ofSeconds(2), Spread.of("uid"));
        assertThat(state.askingAgain(null).undecided(often).next()).isEqualTo(NOW.plusSeconds(2));
    }
}
