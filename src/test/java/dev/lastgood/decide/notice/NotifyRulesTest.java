package dev.lastgood.decide.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.decide.revision.GatewayStory;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final List<Notification> declared = new ArrayList<>();
    private NotifyDecision last;

    @BeforeEach
    void an_incident_is_open() {
        story.incident.setStatus(new dev.lastgood.api.incident.AIIncidentStatus());
        story.incident.getStatus().observedGeneration = 1L;
        moves(Phase.Open);
    }

    private Notification to(NotificationType type) {
        Notification to = new Notification();
        to.name = type.name().toLowerCase();
        to.type = type;
        to.secretRef = secret("key");
        to.signingSecretRef = type == NotificationType.Webhook ? secret("signing") : null;
        to.channel = type == NotificationType.Slack ? "C0123456789" : null;
        declared.add(to);
        story.model.getSpec().notifications = declared;
        return to;
    }

    private static SecretKeyRef secret(String key) {
        SecretKeyRef ref = new SecretKeyRef();
        ref.name = "notify";
        ref.key = key;
        return ref;
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

    private Recipients recipients() {
        return story.model == null ? Recipients.NOBODY : Recipients.of(story.model);
    }

    private List<NotifyTask> pass() {
        last = rules.advance(story.incident, story.model, recipients(), story.incident.getStatus(), results);
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
        results.put(only().attempt().key(), result);
        assertThat(pass()).isEmpty();
    }

    private static final NotifyResult BUSY = NotifyResult.pending(Reason.ReceiverBusy, "429", null);

    @Test
    void intent_then_result_then_silence() {
        to(NotificationType.PagerDuty);
        NotifyTask task = only();
        assertThat(record().state).isEqualTo(NotificationState.Running);
        assertThat(task.attempt().lookFirst()).isFalse();
        assertThat(only().attempt().lookFirst()).as("perhaps after a crash").isTrue();
        comes(NotifyResult.done("uid-i1", null));
        assertThat(record().state).isEqualTo(NotificationState.Done);
        assertThat(story.condition("Notified")).isEqualTo("True Notified");
        String before = IncidentStory.json(story.incident.getStatus());
        assertThat(pass()).isEmpty();
        assertThat(IncidentStory.json(story.incident.getStatus())).isEqualTo(before);
    }

    @Test
    void each_attempt_pages_again_and_has_the_former_page_resolved() {
        to(NotificationType.PagerDuty);
        comes(NotifyResult.done("uid-i1", null));
        story.incident.getSpec().acknowledgedBy = "ada";
        comes(NotifyResult.done("uid-i1", null));
        story.incident.getStatus().attempt = 2;
        assertThat(rules.early(story.incident, story.model, recipients(), story.incident.getStatus()))
                .singleElement()
                .satisfies(early -> {
                    assertThat(early.news()).isEqualTo(NotifyTask.News.Opened);
                    assertThat(early.attempt().key()).isEqualTo(only().attempt().key());
                });
        NotifyTask again = only();
        assertThat(again.attempt().page()).isEqualTo(2);
        assertThat(again.attempt().former()).isEqualTo("uid-i1");
        assertThat(rules.early(story.incident, story.model, recipients(), story.incident.getStatus()))
                .isEmpty();
        comes(NotifyResult.done("uid-i1/2", null));
        assertThat(record().former).isNull();
        assertThat(only().news()).isEqualTo(NotifyTask.News.Acknowledged);
        comes(NotifyResult.done("uid-i1/2", null));
        moves(Phase.Closed);
        assertThat(only().attempt().page()).isEqualTo(2);
    }

    @Test
    void a_former_page_is_resolved_also_if_the_next_one_never_arrived() {
        to(NotificationType.PagerDuty);
        comes(NotifyResult.done("uid-i1", null));
        story.incident.getStatus().attempt = 2;
        comes(NotifyResult.refused("400"));
        moves(Phase.Closed);
        NotifyTask end = only();
        assertThat(end.news()).isEqualTo(NotifyTask.News.Over);
        assertThat(end.attempt().former()).isEqualTo("uid-i1");
    }

    @Test
    void a_receiver_of_milestones_hears_that_what_was_said_is_not_so_any_more() {
        to(NotificationType.MicrosoftTeams);
        comes(NotifyResult.done(null, null));
        story.incident.getStatus().attempt = 1;
        moves(Phase.Mitigated);
        Step flag = new Step();
        flag.id = "1/flag/chat";
        flag.state = StepState.Done;
        flag.reason = "FlagOff";
        story.incident.getStatus().steps.add(flag);
        assertThat(only().notice().versions().restored()).isEqualTo("flags off: chat");
        comes(NotifyResult.done(null, null));

        flag.state = StepState.Running;
        flag.reason = "FlagReverted";
        assertThat(only().notice().versions().restored())
                .isEqualTo("flags on again, because someone turned them on: chat");
        comes(NotifyResult.done(null, null));
        flag.state = StepState.Done;
        flag.reason = "FlagOff";
        assertThat(only().notice().versions().restored()).isEqualTo("flags off: chat");
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
        assertThat(task.news()).isEqualTo(NotifyTask.News.Over);
        comes(NotifyResult.done("uid-i1", null));
        moves(Phase.Closed);
        assertThat(pass()).isEmpty();
    }

    @Test
    void early_and_afterwards_are_one_try() {
        to(NotificationType.PagerDuty);
        to(NotificationType.Slack);
        List<NotifyTask> early = rules.early(story.incident, story.model, recipients(), story.incident.getStatus());
        assertThat(early).singleElement().satisfies(t -> assertThat(t.news()).isEqualTo(NotifyTask.News.Opened));
        moves(Phase.Stabilizing);
        assertThat(pass().get(0).attempt().key())
                .isEqualTo(early.get(0).attempt().key());
        assertThat(rules.early(story.incident, story.model, recipients(), story.incident.getStatus()))
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
                assertThat(task.subject().uid()).isEqualTo("uid-i1");
                results.put(task.attempt().key(), NotifyResult.unknown("lost"));
                pass();
            }
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(tries).isBetween(5, 12);
        assertThat(record().state).isEqualTo(NotificationState.Unknown);
        assertThat(last.recheck()).isNull();
        moves(Phase.Resolved);
        assertThat(only().news()).as("it may have come in").isEqualTo(NotifyTask.News.Over);
    }

    @Test
    void busy_for_ten_minutes_is_tried_again_and_comes_in() {
        to(NotificationType.PagerDuty);
        int tries = 0;
        for (int second = 0; second < 600; second++) {
            results.clear();
            for (NotifyTask task : pass()) {
                tries++;
                results.put(task.attempt().key(), BUSY);
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
        assertThat(only().notice().progress().phase()).isEqualTo(Phase.Mitigated);
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
        assertThat(edit.attempt().externalId()).isEqualTo("C1/1.1");
        assertThat(edit.notice().versions().restored()).isEqualTo("v2 -> v1");
        assertThat(edit.lines()).extracting(l -> l.message).containsExactly("to Mitigated");
    }

    @Test
    void a_webhook_is_never_asked_twice_for_one_message() {
        to(NotificationType.SlackWebhook);
        comes(NotifyResult.unknown("lost"));
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).isEmpty();
        moves(Phase.Mitigated);
        assertThat(only().attempt().lookFirst()).as("another message").isFalse();
    }

    @Test
    void a_card_s_lost_reply_is_never_repeated() {
        to(NotificationType.MicrosoftTeams);
        comes(NotifyResult.unknown("lost"));
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).isEmpty();
        story.incident.getSpec().customerImpact = "some customers";
        assertThat(pass()).as("nothing that people must know at once").isEmpty();
        moves(Phase.NeedsHuman);
        assertThat(only().attempt().lookFirst()).as("another card").isFalse();
    }

    @Test
    void an_event_is_repeated_with_its_id_for_a_day() {
        to(NotificationType.Webhook);
        Set<String> ids = new HashSet<>();
        int tries = 0;
        for (int minute = 0; minute < 48 * 60; minute++) {
            results.clear();
            for (NotifyTask task : pass()) {
                tries++;
                ids.add(task.attempt().message());
                results.put(task.attempt().key(), NotifyResult.unknown("lost"));
                pass();
            }
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(ids).hasSize(1);
        assertThat(tries).isBetween(200, 300);
        assertThat(record().state).isEqualTo(NotificationState.Unknown);
        assertThat(last.recheck()).isNull();
        moves(Phase.Mitigated);
        NotifyTask next = only();
        assertThat(next.attempt().message()).as("another event").isNotIn(ids);
        assertThat(next.attempt().lookFirst()).isFalse();
    }

    @Test
    void an_event_that_was_being_sent_for_more_than_a_day_says_so() {
        to(NotificationType.Webhook);
        only();
        clock.pass(Duration.ofHours(25));
        assertThat(pass()).isEmpty();
        assertThat(record().state).isEqualTo(NotificationState.Unknown);
        assertThat(record().message).isEqualTo("no answer for 24 hours: look there whether it came in");
    }

    @Test
    void each_change_is_an_event_of_its_own_also_one_that_was_there_before() {
        to(NotificationType.Webhook);
        Set<String> ids = new HashSet<>();
        for (Phase phase : List.of(Phase.NeedsHuman, Phase.Mitigated, Phase.NeedsHuman, Phase.Mitigated)) {
            moves(phase);
            NotifyTask task = only();
            assertThat(ids.add(task.attempt().message())).as("%s", phase).isTrue();
            assertThat(only().attempt().message())
                    .as("perhaps after a crash")
                    .isEqualTo(task.attempt().message());
            comes(NotifyResult.done(task.attempt().message(), null));
            assertThat(pass()).isEmpty();
        }
        assertThat(record().sequence).isEqualTo(4);
    }

    @Test
    void an_event_that_may_have_opened_it_is_followed_by_its_end() {
        to(NotificationType.Webhook);
        comes(NotifyResult.unknown("lost"));
        clock.pass(Duration.ofMinutes(1));
        moves(Phase.Mitigated);
        comes(BUSY);
        moves(Phase.Resolved);
        clock.pass(Duration.ofHours(1));
        results.clear();
        assertThat(only().news()).isEqualTo(NotifyTask.News.Over);
    }

    @Test
    void a_webhook_is_tried_again_once_its_signing_secret_is_another() {
        Notification to = to(NotificationType.Webhook);
        comes(NotifyResult.refused("not whsec_"));
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).isEmpty();
        to.signingSecretRef.key = "right";
        results.clear();
        assertThat(only().news()).isEqualTo(NotifyTask.News.Opened);
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
        assertThat(only().news()).isEqualTo(NotifyTask.News.Opened);
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
        assertThat(rules.early(story.incident, story.model, recipients(), story.incident.getStatus()))
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
        assertThat(notice.misbehavior().summary()).startsWith("a b c").hasSizeLessThanOrEqualTo(512);
        assertThat(notice.misbehavior().customerImpact()).isNull();
    }

    private void acknowledgedBy(String name) {
        story.incident.getSpec().acknowledgedBy = name;
    }

    @Test
    void who_acknowledges_is_told_to_pagerduty_once() {
        to(NotificationType.PagerDuty);
        comes(NotifyResult.done("uid-i1", null));
        acknowledgedBy("ada");
        assertThat(only().news()).isEqualTo(NotifyTask.News.Acknowledged);
        comes(BUSY);
        clock.pass(Duration.ofMinutes(1));
        assertThat(only().news()).as("again after 429").isEqualTo(NotifyTask.News.Acknowledged);
        comes(NotifyResult.done("uid-i1", null));
        acknowledgedBy("grace");
        moves(Phase.NeedsHuman);
        clock.pass(Duration.ofHours(1));
        assertThat(pass()).as("acknowledged is acknowledged").isEmpty();
        acknowledgedBy(null);
        assertThat(pass()).isEmpty();
        moves(Phase.Resolved);
        assertThat(only().news()).isEqualTo(NotifyTask.News.Over);
    }

    @Test
    void what_was_not_accepted_is_paged_before_it_is_acknowledged() {
        to(NotificationType.PagerDuty);
        acknowledgedBy("ada");
        assertThat(only().news()).isEqualTo(NotifyTask.News.Opened);
        comes(BUSY);
        clock.pass(Duration.ofMinutes(1));
        assertThat(only().news()).isEqualTo(NotifyTask.News.Opened);
        comes(NotifyResult.done("uid-i1", null));
        assertThat(only().news()).isEqualTo(NotifyTask.News.Acknowledged);
    }

    @Test
    void what_is_over_is_not_acknowledged() {
        to(NotificationType.PagerDuty);
        comes(NotifyResult.done("uid-i1", null));
        moves(Phase.Resolved);
        acknowledgedBy("ada");
        assertThat(only().news()).isEqualTo(NotifyTask.News.Over);
        comes(NotifyResult.done("uid-i1", null));
        assertThat(pass()).isEmpty();
    }

    @Test
    void a_reminder_goes_into_slack_s_thread_though_it_is_resolved_and_not_to_pagerduty() {
        to(NotificationType.PagerDuty);
        to(NotificationType.Slack).name = "post";
        for (NotifyTask task : pass()) {
            results.put(task.attempt().key(), NotifyResult.done("C1/1.1", "2026-11-23T08:00:00.260Z"));
        }
        pass();
        moves(Phase.Resolved);
        for (NotifyTask task : pass()) {
            results.put(
                    task.attempt().key(),
                    NotifyResult.done("C1/1.1", clock.instant().toString()));
        }
        pass();
        moves(Phase.Resolved); // a line, such as RetrospectiveOverdue
        NotifyTask reminder = only();
        assertThat(reminder.to().type()).isEqualTo(NotificationType.Slack);
        assertThat(reminder.lines()).hasSize(1);
    }

    @Test
    void one_place_is_told_once_and_keeps_its_record() {
        Notification first = to(NotificationType.PagerDuty);
        Notification second = to(NotificationType.PagerDuty);
        second.name = "again";
        first.severities = List.of(Severity.Sev0);
        assertThat(only().to().name()).isEqualTo("again");
        story.incident.getSpec().severity = Severity.Sev0;
        assertThat(only().to().name()).as("it was begun there").isEqualTo("again");
        assertThat(story.incident.getStatus().notifications).hasSize(1);
    }

    @Test
    void a_default_s_secret_is_read_where_the_default_is() {
        Recipients ops = Recipients.of(
                "ops", "lastgood-notifications", "[{name: a, type: PagerDuty, secretRef: {name: s, key: k}}]");
        List<NotifyTask> early = rules.early(story.incident, story.model, ops, story.incident.getStatus());
        NotifyDecision decision = rules.advance(story.incident, story.model, ops, story.incident.getStatus(), results);
        assertThat(early).singleElement().satisfies(t -> assertThat(t.to().secrets())
                .isEqualTo("ops"));
        assertThat(decision.tasks()).singleElement().satisfies(t -> {
            assertThat(t.to().secrets()).isEqualTo("ops");
            assertThat(t.subject().namespace()).isEqualTo("ai");
            assertThat(t.attempt().key()).isEqualTo(early.get(0).attempt().key());
        });
    }

    @Test
    void a_default_that_cannot_be_read_is_said_until_it_is_mended() {
        Recipients broken = Recipients.of("ops", "lastgood-notifications", "nonsense");
        NotifyDecision decision =
                rules.advance(story.incident, story.model, broken, story.incident.getStatus(), results);
        story.incident.setStatus(decision.status());
        assertThat(decision.tasks()).isEmpty();
        assertThat(story.condition("Notified")).isEqualTo("False NotificationsUnreadable");
        decision = rules.advance(story.incident, story.model, Recipients.NOBODY, story.incident.getStatus(), results);
        assertThat(decision.status().conditions).isEmpty();
    }

    @Test
    void a_notice_says_what_one_would_look_up() {
        var status = story.incident.getStatus();
        status.suspect = "gw-2";
        status.plan = new Plan();
        status.plan.from = "gw-2";
        status.plan.to = "gw-1";
        status.plan.hash = "abc123";
        status.diagnosis = new Diagnosis();
        status.diagnosis.changes = Stream.iterate(1, i -> i + 1)
                .limit(12)
                .map(i -> "container gw: env V" + i + " changed")
                .toList();
        status.diagnosis.moreChanges = 3;
        status.diagnosis.probes = List.of("status is Bad: 500", "p is Good: ok");
        status.diagnosis.links = new LinkTemplates("https://g.test/{model}", "https://t.test/{traceId}", null, null)
                .links(story.incident, story.model, "t1");
        Condition ready = new Condition();
        ready.setType("Ready");
        ready.setMessage("the plan waits for approval");
        status.conditions = new ArrayList<>(List.of(ready));
        story.model.setStatus(new ModelDeploymentStatus());
        RevisionSummary summary = new RevisionSummary();
        summary.name = "gw-1";
        summary.version = "1.0";
        story.model.getStatus().revisions = List.of(summary);
        moves(Phase.Suggested);
        acknowledgedBy("ada");
        to(NotificationType.PagerDuty);

        Notice notice = only().notice();
        assertThat(notice.versions().failed()).isEqualTo("gw-2");
        assertThat(notice.versions().restored()).isEqualTo("nothing yet; planned: 1.0 (gw-1)");
        assertThat(notice.observations().changes()).hasSize(8);
        assertThat(notice.observations().moreChanges()).isEqualTo(7);
        assertThat(notice.observations().badProbes()).containsExactly("status is Bad: 500");
        assertThat(notice.progress().acknowledgedBy()).isEqualTo("ada");
        assertThat(notice.awaited().action()).isEqualTo("the plan waits for approval");
        assertThat(notice.awaited().command())
                .isEqualTo("kubectl patch aiincident i1 -n ai --type=merge -p "
                        + "'{\"spec\":{\"response\":{\"approvedPlan\":\"abc123\"}}}'");
        assertThat(notice.links())
                .extracting(Notice.Link::href)
                .containsExactly("https://g.test/pricing", "https://t.test/t1");
    }
}
