package dev.lastgood.decide.aftermath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.Severity;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Times;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.revision.GatewayStory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** When those who wait for news are to hear some, and what is said when they do not. */
class UpdatesTest {
    private final SettableClock clock = new SettableClock();
    private final IncidentStory story = new IncidentStory(new GatewayStory(clock), "i1");
    private Duration recheck;

    @BeforeEach
    void an_incident_is_open() {
        story.incident.setStatus(new AIIncidentStatus());
        story.incident.getStatus().times = new Times();
        story.incident.getStatus().phase = Phase.Open;
        story.incident.getSpec().severity = Severity.Sev1;
        pass();
    }

    /** Each pass begins with what stands in the status, as after a restart. */
    private void pass() {
        StatusDraft draft = new StatusDraft(story.incident, story.incident.getStatus(), clock);
        recheck = Updates.advance(story.incident, draft, ZoneOffset.UTC);
        story.incident.setStatus(draft.status);
    }

    private List<String> lines() {
        return story.incident.getStatus().timeline.stream()
                .map(l -> l.reason + " " + l.message)
                .toList();
    }

    private long reminders() {
        return lines().stream().filter(l -> l.startsWith("UpdateOverdue")).count();
    }

    @ParameterizedTest(name = "{0} after {1} in {2}: {3}")
    @CsvSource({
        "Sev0, 2026-11-23T08:00:00Z, UTC, 2026-11-23T08:15:00Z",
        "Sev1, 2026-11-23T08:00:00Z, UTC, 2026-11-23T08:30:00Z",
        "Sev2, 2026-11-23T23:00:00Z, UTC, 2026-11-24T01:00:00Z",
        "Sev3, 2026-11-23T08:00:00Z, UTC, 2026-11-24T09:00:00Z", // Monday to Tuesday
        "Sev3, 2026-11-27T23:59:59Z, UTC, 2026-11-30T09:00:00Z", // Friday to Monday
        "Sev3, 2026-11-28T12:00:00Z, UTC, 2026-11-30T09:00:00Z", // Saturday
        "Sev3, 2026-11-29T12:00:00Z, UTC, 2026-11-30T09:00:00Z", // Sunday
        "Sev3, 2026-11-29T23:30:00Z, Europe/Berlin, 2026-12-01T08:00:00Z", // Monday there already
        "Sev3, 2026-03-27T12:00:00Z, Europe/Berlin, 2026-03-30T07:00:00Z", // over the change to summer time
        "Sev3, 2026-12-31T12:00:00Z, America/New_York, 2027-01-01T14:00:00Z", // holidays are not known
    })
    void due(Severity severity, Instant after, String zone, Instant due) {
        assertThat(Updates.next(severity, after, ZoneId.of(zone))).isEqualTo(due);
    }

    @Test
    void a_reminder_comes_exactly_when_it_is_due_and_then_once_in_each_period() {
        assertThat(recheck).isEqualTo(Duration.ofMinutes(30));
        assertThat(story.incident.getStatus().deadlines.update).isEqualTo("2026-11-23T08:30:00.250Z");
        assertThat(story.condition("Updated")).isEqualTo("True UpdateDue");
        clock.pass(Duration.ofMinutes(30).minusMillis(1));
        pass();
        assertThat(reminders()).isZero();
        assertThat(recheck).isEqualTo(Duration.ofMillis(1));

        clock.pass(Duration.ofMillis(1));
        pass();
        assertThat(reminders()).isEqualTo(1);
        assertThat(story.condition("Updated")).isEqualTo("False UpdateOverdue");
        assertThat(Updates.isOverdue(story.incident)).isTrue();
        assertThat(recheck).isEqualTo(Duration.ofMinutes(30));
        String before = IncidentStory.json(story.incident.getStatus());
        pass();
        assertThat(IncidentStory.json(story.incident.getStatus())).isEqualTo(before);

        for (int minute = 1; minute <= 90; minute++) {
            clock.pass(Duration.ofMinutes(1));
            pass();
            pass();
        }
        assertThat(reminders()).isEqualTo(1 + 3);
        assertThat(story.incident.getStatus().deadlines.update)
                .as("what it was due until stays")
                .isEqualTo("2026-11-23T08:30:00.250Z");
    }

    @Test
    void after_a_night_away_there_is_one_reminder() {
        clock.pass(Duration.ofHours(12));
        pass();
        pass();
        assertThat(reminders()).isEqualTo(1);
        assertThat(recheck).isEqualTo(Duration.ofMinutes(30));
    }

    static Stream<Arguments> updates() {
        return Stream.of(
                argumentSet("the phase", change(t -> t.story.incident.getStatus().phase = Phase.NeedsHuman)),
                argumentSet("customer impact", change(t -> t.story.incident.getSpec().customerImpact = "all")),
                argumentSet("acknowledged", change(t -> t.story.incident.getSpec().acknowledgedBy = "ada")),
                argumentSet("severity", change(t -> t.story.incident.getSpec().severity = Severity.Sev0)),
                argumentSet(
                        "mitigation ETA",
                        change(t -> t.story.incident.getSpec().mitigationETA =
                                ZonedDateTime.parse("2026-11-23T12:00:00Z"))));
    }

    private static Consumer<UpdatesTest> change(Consumer<UpdatesTest> change) {
        return change;
    }

    @ParameterizedTest
    @MethodSource("updates")
    void an_update_begins_a_new_period(Consumer<UpdatesTest> update) {
        clock.pass(Duration.ofMinutes(31));
        pass();
        assertThat(reminders()).isEqualTo(1);
        update.accept(this);
        pass();
        Duration period =
                story.incident.getSpec().severity == Severity.Sev0 ? Duration.ofMinutes(15) : Duration.ofMinutes(30);
        assertThat(recheck).isEqualTo(period);
        assertThat(story.condition("Updated")).isEqualTo("True UpdateDue");
        clock.pass(period.minusMillis(1));
        pass();
        assertThat(reminders()).isEqualTo(1);
        clock.pass(Duration.ofMillis(1));
        pass();
        assertThat(reminders()).isEqualTo(2);
    }

    @Test
    void what_is_no_update_changes_nothing() {
        story.incident.getSpec().mitigationETA = ZonedDateTime.parse("2026-11-23T12:00:00Z");
        pass();
        clock.pass(Duration.ofMinutes(10));
        story.incident.getSpec().mitigationETA = ZonedDateTime.parse("2026-11-23T13:00:00+01:00");
        story.incident.getSpec().summary = "more words";
        pass();
        assertThat(recheck).isEqualTo(Duration.ofMinutes(20));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"Mitigated", "Resolved", "Closed", "RecordedOnly"})
    void nobody_waits_any_more(Phase phase) {
        clock.pass(Duration.ofHours(1));
        pass();
        assertThat(reminders()).isEqualTo(1);
        story.incident.getStatus().phase = phase;
        pass();
        clock.pass(Duration.ofDays(1));
        pass();
        assertThat(recheck).isNull();
        assertThat(reminders()).isEqualTo(1);
        assertThat(story.incident.getStatus().deadlines).isNull();
        assertThat(story.incident.getStatus().conditions).isEmpty();
    }

    @Test
    void one_that_is_bad_again_is_waited_for_again() {
        story.incident.getStatus().phase = Phase.Mitigated;
        pass();
        clock.pass(Duration.ofHours(5));
        story.incident.getStatus().phase = Phase.Stabilizing;
        pass();
        assertThat(reminders()).isZero();
        assertThat(recheck).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void the_retrospective_s_deadline_stays() {
        story.incident.getStatus().deadlines.retrospective = "2026-11-25T08:00:00Z";
        story.incident.getStatus().phase = Phase.Mitigated;
        pass();
        assertThat(story.incident.getStatus().deadlines.retrospective).isEqualTo("2026-11-25T08:00:00Z");
        assertThat(story.incident.getStatus().deadlines.update).isNull();
    }

    @Test
    void one_that_waits_for_approval_says_so_and_names_who_looks_after_it() {
        story.incident.getStatus().phase = Phase.Suggested;
        story.incident.getSpec().acknowledgedBy = "ada\n<!channel>\u202e";
        pass();
        clock.pass(Duration.ofMinutes(30));
        pass();
        assertThat(lines())
                .containsExactly(
                        "Acknowledged by ada <!channel>",
                        "UpdateOverdue an update was due until 2026-11-23T08:30:00.250Z: ada <!channel> looks after it;"
                                + " write customerImpact or mitigationETA into the incident's spec; its plan waits for approval");
    }

    @Test
    void who_acknowledges_is_said_once_each() {
        for (String name : new String[] {"ada", "ada", null, "ada", "grace", "grace"}) {
            story.incident.getSpec().acknowledgedBy = name;
            pass();
            pass();
        }
        assertThat(lines()).containsExactly("Acknowledged by ada", "Acknowledged by ada", "Acknowledged by grace");
    }

    @Test
    void a_dry_run_reminds_of_nothing_and_a_drill_is_no_overdue_one() {
        clock.pass(Duration.ofHours(1));
        story.incident.getSpec().drill = true;
        pass();
        assertThat(lines()).singleElement().asString().startsWith("UpdateOverdue DRILL: ");
        assertThat(Updates.isOverdue(story.incident)).isFalse();
        story.incident.getSpec().response = new IncidentResponse();
        story.incident.getSpec().response.dryRun = true;
        pass();
        assertThat(recheck).isNull();
        assertThat(story.incident.getStatus().conditions).isEmpty();
    }
}
