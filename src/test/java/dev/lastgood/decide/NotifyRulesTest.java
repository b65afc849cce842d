package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.IncidentResponse;
import dev.lastgood.api.Notification;
import dev.lastgood.api.NotificationRecord;
import dev.lastgood.api.NotificationState;
import dev.lastgood.api.NotificationType;
import dev.lastgood.api.Phase;
import dev.lastgood.api.RollbackRecord;
import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.Severity;
import dev.lastgood.api.TimelineEntry;
import dev.lastgood.api.Trigger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NotifyRulesTest {
    private final SettableClock clock = new SettableClock();
    private final NotifyRules rules = new NotifyRules(clock);
    private final Map<String, NotifyResult> results = new HashMap<>();
    private final IncidentStory story = new IncidentStory(new GatewayStory(clock), "i1");
    private NotifyDecision last;

    @BeforeEach
    void an_incident_is_open() {
        story.incident.setStatus(new dev.lastgood.api.AIIncidentStatus());
        story.incident.getStatus().observedGeneration = 1L;
        moves(Phase.Open);
    }

    private Notification to(NotificationType type) {
        Notification to = new Notification();
        to.name = type.name().toLowerCase();
        to.type = type;
        to.secretRef = new SecretKeyRef();
        to.secretRef.name = "notify";
        to.secretRef.key = "key";
        to.channel = type == NotificationType.Slack ? "C0123456789" : null;
        story.model.getSpec().notifications.add(to);
        return to;
    }

    private void moves(Phase phase) {
        clock.pass(Duration.ofMillis(10));
        story.incident.getStatus().phase = phase;
        TimelineEntry entry = new TimelineEntry();
        entry.at = clock.instant().toString();
        entry.reason = "Moved";
        entry.message = "to " + phase;
        story.incident.getStatus().timeline.add(entry);
    }

    private List<NotifyTask> pass() {
        last = rules.advance(story.incident, story.model, story.incident.getStatus(), results);
        story.incident.setStatus(last.status());
        return last.tasks();
    }

    private NotificationRecord record() {
        return story.incident.getStatus().notifications.get(0);
    }

    private NotifyTask only() {
        List<NotifyTask> tasks = pass();
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    private void comes(NotifyResult result) {
        results.clear();
        results.put(only().key(), result);
        assertThat(pass()).isEmpty();
    }

    private static final NotifyResult BUSY = NotifyResult.pending(Reason.ReceiverBusy, "429", null);

    @Test
    void intent_then_result_then_silence() {
        to(NotificationType.PagerDuty);
        NotifyTask task = only();
        assertThat(record().state).isEqualTo(NotificationState.Running);
        assertThat(task.lookFirst()).isFalse();
        assertThat(only().lookFirst()).as("perhaps after a crash").isTrue();
        comes(NotifyResult.done("uid-i1", null));
        assertThat(record().state).isEqualTo(NotificationState.Done);
        assertThat(story.condition("Notified")).isEqualTo("True Notified");
        String before = IncidentStory.json(story.incident.getStatus());
        assertThat(pass()).isEmpty();
        assertThat(IncidentStory.json(story.incident.getStatus())).isEqualTo(before);
    }

    @Test
    void a_page_that_was_accepted_is_resolved_and_never_triggered_again() {
        Notification to = to(NotificationType.PagerDuty);
        comes(NotifyResult.done("uid-i1", null));
        moves(Phase.Mitigated);
        to.secretRef.key = "other";
        assertThat(pass()).isEmpty();
        moves(Phase.Resolved);
        NotifyTask task = only();
        assertThat(task.close()).isTrue();
        comes(NotifyResult.done("uid-i1", null));
        moves(Phase.Closed);
        assertThat(pass()).isEmpty();
    }

    @Test
    void early_and_afterwards_are_one_try() {
        to(NotificationType.PagerDuty);
        to(NotificationType.Slack);
        List<NotifyTask> early = rules.early(story.incident, story.model, story.incident.getStatus());
        assertThat(early).singleElement().satisfies(t -> assertThat(t.close()).isFalse());
        moves(Phase.Stabilizing);
        assertThat(pass().get(0).key()).isEqualTo(early.get(0).key());
        assertThat(rules.early(story.incident, story.model, story.incident.getStatus()))
                .isEmpty();
    }

    @Test
    void a_lost_answer_is_repeated_for_ten_minutes_with_the_same_key() {
        to(NotificationType.PagerDuty);
        int tries = 0;
        for (int second = 0; second < 3600; second++) {
            results.clear();
            for (NotifyTask task : pass()) {
                tries++;
                assertThat(task.uid()).isEqualTo("uid-i1");
                results.put(task.key(), NotifyResult.unknown("lost"));
                pass();
            }
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(tries).isBetween(5, 12);
        assertThat(record().state).isEqualTo(NotificationState.Unknown);
        assertThat(last.recheck()).isNull();
        moves(Phase.Resolved);
        assertThat(only().close()).as("it may have come in").isTrue();
    }

    @Test
    void busy_for_ten_minutes_is_tried_again_and_comes_in() {
        to(NotificationType.PagerDuty);
        int tries = 0;
        for (int second = 0; second < 600; second++) {
            results.clear();
            for (NotifyTask task : pass()) {
                tries++;
                results.put(task.key(), BUSY);
                pass();
            }
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(tries).isBetween(5, 12);
        clock.pass(Duration.ofMinutes(5));
        results.clear();
        comes(NotifyResult.done("uid-i1", null));
        assertThat(story.condition("Notified")).isEqualTo("True Notified");
    }

    @Test
    void what_the_other_side_asks_to_wait_is_waited_though_there_is_more_to_say() {
        to(NotificationType.Slack);
        comes(NotifyResult.pending(Reason.ReceiverBusy, "429", Duration.ofSeconds(90)));
        assertThat(last.recheck()).isEqualTo(Duration.ofSeconds(90));
        moves(Phase.Mitigated);
        clock.pass(Duration.ofSeconds(89));
        assertThat(pass()).isEmpty();
        clock.pass(Duration.ofSeconds(2));
        assertThat(only().notice().phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void a_slack_message_is_edited_once_for_each_move_and_brings_only_new_lines() {
        to(NotificationType.Slack);
        NotifyTask first = only();
        assertThat(first.lines()).hasSize(1);
        String threaded = first.lines().get(0).at;
        comes(NotifyResult.done("C1/1.1", threaded));
        assertThat(pass()).isEmpty();

        RollbackRecord rollback = new RollbackRecord();
        rollback.fromVersion = "v2";
        rollback.toVersion = "v1";
        story.incident.getStatus().rollback = rollback;
        moves(Phase.Mitigated);
        NotifyTask edit = only();
        assertThat(edit.externalId()).isEqualTo("C1/1.1");
        assertThat(edit.notice().restored()).isEqualTo("v2 -> v1");
        assertThat(edit.lines()).extracting(l -> l.message).containsExactly("to Mitigated");
    }

    @Test
    void a_webhook_is_never_asked_twice_for_one_message() {
        to(NotificationType.SlackWebhook);
        comes(NotifyResult.unknown("lost"));
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).isEmpty();
        moves(Phase.Mitigated);
        assertThat(only().lookFirst()).as("another message").isFalse();
    }

    @Test
    void what_was_refused_is_tried_again_once_it_is_mended() {
        Notification to = to(NotificationType.PagerDuty);
        comes(NotifyResult.refused("wrong key"));
        assertThat(story.condition("Notified")).isEqualTo("False NotificationRefused");
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).isEmpty();
        to.secretRef.key = "right";
        results.clear();
        assertThat(only().close()).isFalse();
    }

    static Stream<Arguments> toldNobody() {
        return Stream.of(
                argumentSet("recorded only", (Consumer<NotifyRulesTest>) t -> t.moves(Phase.RecordedOnly)),
                argumentSet("over before anybody was told", (Consumer<NotifyRulesTest>) t -> t.moves(Phase.Resolved)),
                argumentSet("a dry run", (Consumer<NotifyRulesTest>) t -> {
                    t.story.incident.getSpec().response = new IncidentResponse();
                    t.story.incident.getSpec().response.dryRun = true;
                }),
                argumentSet("another trigger", (Consumer<NotifyRulesTest>)
                        t -> t.story.model.getSpec().notifications.get(0).triggers = List.of(Trigger.PIILeak)),
                argumentSet("another severity", (Consumer<NotifyRulesTest>)
                        t -> t.story.model.getSpec().notifications.get(0).severities = List.of(Severity.Sev0)),
                argumentSet("not whole", (Consumer<NotifyRulesTest>)
                        t -> t.story.model.getSpec().notifications.get(0).secretRef = null),
                argumentSet("no model", (Consumer<NotifyRulesTest>) t -> t.story.model = null));
    }

    @ParameterizedTest
    @MethodSource
    void toldNobody(Consumer<NotifyRulesTest> given) {
        to(NotificationType.PagerDuty);
        given.accept(this);
        assertThat(rules.early(story.incident, story.model, story.incident.getStatus()))
                .isEmpty();
        assertThat(pass()).isEmpty();
        assertThat(story.incident.getStatus().notifications).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(NotificationType.class)
    void what_never_came_in_is_not_told_once_it_is_over(NotificationType type) {
        to(type);
        comes(BUSY);
        moves(Phase.Resolved);
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).isEmpty();
        assertThat(record().reason).isEqualTo("Superseded");
        assertThat(last.recheck()).isNull();
    }

    @Test
    void a_drill_says_so_and_texts_are_one_bounded_line() {
        story.incident.getSpec().drill = true;
        story.incident.getSpec().summary = "a\nb\u0000\u202ec" + "x".repeat(5000);
        story.incident.getSpec().customerImpact = "\n";
        to(NotificationType.PagerDuty);
        Notice notice = only().notice();
        assertThat(notice.title()).isEqualTo("DRILL: Sev2 Hallucination in pricing: Open");
        assertThat(notice.summary()).startsWith("a b c").hasSizeLessThanOrEqualTo(512);
        assertThat(notice.customerImpact()).isNull();
    }
}
