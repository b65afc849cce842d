package dev.lastgood.decide.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.BiasReview;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.review.BiasCadence.Came;
import dev.lastgood.decide.review.BiasCadence.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BiasCadenceTest {

    private final SettableClock clock = new SettableClock();
    private final BiasCadence cadence = new BiasCadence(clock);
    private final ModelDeployment model = IncidentStory.model("pricing");

    @BeforeEach
    void four_times_a_year() {
        clock.set("2026-11-23T08:00:00Z");
        model.getMetadata().setGeneration(1L);
        BiasReview asked = new BiasReview();
        asked.schedule = "0 9 1 */3 *";
        asked.checklistURL = "https://wiki.example.com/bias";
        asked.stakeholders = List.of("ethics");
        model.getSpec().biasReview = asked;
    }

    /** One pass, whose status is written. */
    private Due pass(Came came) {
        ModelDeploymentStatus after = new ModelDeploymentStatus();
        if (model.getStatus() != null) {
            after.conditions = model.getStatus().conditions;
            after.biasReview = model.getStatus().biasReview;
        }
        Due due = cadence.advance(model, after, came);
        model.setStatus(after);
        return due;
    }

    private static Came came(Due due, StepState state, Reason reason) {
        return new Came(due.review(), new RecordResult(state, reason, "from the database"));
    }

    private String said() {
        return model.getStatus().conditions.stream()
                .map(c -> c.getStatus() + " " + c.getReason())
                .findFirst()
                .orElse(null);
    }

    private String message() {
        return model.getStatus().conditions.get(0).getMessage();
    }

    @Test
    void the_row_is_written_once_and_the_next_one_exactly_when_its_time_has_passed() {
        Due first = pass(null);
        assertThat(first.review().due()).isEqualTo("2027-01-01T09:00:00Z");
        assertThat(first.review().stakeholders()).containsExactly("ethics");
        assertThat(model.getStatus().biasReview.recorded)
                .as("meant before it is done")
                .isFalse();

        Due done = pass(came(first, StepState.Done, Reason.BiasReviewScheduled));
        assertThat(done.review()).isNull();
        assertThat(done.recheck())
                .isEqualTo(Duration.between(clock.instant(), first.review().due()));
        assertThat(said()).isEqualTo("True BiasReviewScheduled");
        assertThat(pass(null).review()).as("nothing is written again").isNull();

        clock.set("2027-01-01T09:00:00Z");
        Due second = pass(null);
        assertThat(second.review().due()).isEqualTo("2027-04-01T09:00:00Z");
        assertThat(second.review().id()).isNotEqualTo(first.review().id());
    }

    @Test
    void one_whose_time_came_while_Postgres_was_away_is_written_before_the_next() {
        Due first = pass(null);
        Due away = pass(came(first, StepState.Pending, Reason.DatabaseUnavailable));
        assertThat(away.review()).isNull();
        assertThat(away.recheck()).isEqualTo(Duration.ofMinutes(1));
        assertThat(said()).isEqualTo("False DatabaseUnavailable");
        String before = IncidentStory.json(model.getStatus());
        assertThat(pass(null).review().id()).isEqualTo(first.review().id());
        assertThat(IncidentStory.json(model.getStatus()))
                .as("nothing is rewritten")
                .isEqualTo(before);

        clock.set("2027-01-02T00:00:00Z");
        Due owed = pass(null);
        assertThat(owed.review().id()).isEqualTo(first.review().id());
        assertThat(pass(came(owed, StepState.Done, Reason.BiasReviewScheduled)).recheck())
                .isZero();
        assertThat(pass(null).review().due()).isEqualTo("2027-04-01T09:00:00Z");
    }

    @Test
    void the_same_review_has_the_same_row_for_every_leader_and_other_models_have_others() {
        Due mine = pass(null);
        model.setStatus(null);
        assertThat(pass(null).review().id()).isEqualTo(mine.review().id());
        model.getSpec().modelId = "other";
        assertThat(pass(null).review().id()).isNotEqualTo(mine.review().id());
    }

    @Test
    void another_schedule_counts_at_once() {
        pass(came(pass(null), StepState.Done, Reason.BiasReviewScheduled));
        model.getSpec().biasReview.schedule = "0 0 * * *";
        assertThat(pass(null).review().due()).isEqualTo("2026-11-24T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "0 9 1 */3 *,  Europe/Berlin,    2027-01-01T08:00:00Z",
        "30 2 * * *,   UTC,              2026-11-24T02:30:00Z",
        "0 0 29 2 *,   UTC,              2028-02-29T00:00:00Z",
        "0 9 * * 1,    America/New_York, 2026-11-23T14:00:00Z"
    })
    void times_are_those_of_the_zone(String schedule, String zone, Instant next) {
        model.getSpec().biasReview.schedule = schedule;
        model.getSpec().biasReview.timeZone = zone;
        assertThat(pass(null).review().due()).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 30 2 *",
                "0 0 31 4,6 *",
                "99 9 * * *",
                "a b c d e",
                "0 9 1 * * * *",
                "@never",
                "  ",
                "* * * * 9"
            })
    void one_that_never_comes_or_cannot_be_read_is_said_with_what_to_write(String schedule) {
        model.getSpec().biasReview.schedule = schedule;
        Due due = pass(null);
        assertThat(due.review()).isNull();
        assertThat(due.recheck()).as("nothing changes until it is written anew").isNull();
        assertThat(said()).isEqualTo("False InvalidSchedule");
        assertThat(message()).contains(schedule, "such as 0 9 1 */3 *");
        assertThat(model.getStatus().biasReview).isNull();
    }

    @Test
    void a_zone_that_is_not_known_is_said() {
        model.getSpec().biasReview.timeZone = "Mars/Olympus";
        pass(null);
        assertThat(said()).isEqualTo("False InvalidSchedule");
        assertThat(message()).contains("Mars/Olympus", "Europe/Berlin");
    }

    @Test
    void without_a_database_it_is_said_and_not_asked_for_again() {
        Due none = pass(came(pass(null), StepState.Skipped, Reason.DatabaseNotConfigured));
        assertThat(none.recheck()).isNull();
        assertThat(said()).isEqualTo("False DatabaseNotConfigured");
    }

    @Test
    void without_a_schedule_nothing_is_said() {
        pass(null);
        model.getSpec().biasReview.schedule = null;
        assertThat(pass(null)).isEqualTo(new Due(null, null));
        assertThat(said()).isNull();
        assertThat(model.getStatus().biasReview).isNull();
    }

    @Test
    void what_could_not_be_read_is_left_out() {
        model.getSpec().biasReview.stakeholders = Arrays.asList("ethics", null);
        model.getSpec().biasReview.timeZone = null;
        assertThat(pass(null).review().stakeholders()).containsExactly("ethics");
        model.getSpec().biasReview.checklistURL = null;
        pass(null);
        assertThat(said()).isEqualTo("False BiasReviewNotConfigured");
    }
}
