package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.GatewayPolicy;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
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

/** v1 is Good, v2 serves and misbehaves. Each story runs until deciding again changes nothing. */
class IncidentRulesTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
    }

    @Test
    void the_main_job() {
        incident.reconcile();

        assertThat(incident.rollbacks()).singleElement().satisfies(r -> {
            assertThat(r.from().version()).isEqualTo("v2");
            assertThat(r.to().version()).isEqualTo("v1");
            assertThat(r.marker())
                    .isEqualTo(new RollbackMarker("uid-i1", 1, r.from().name(), r.to().name()));
            assertThat(r.incident()).isEqualTo("i1");
        });
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.how("1/capture-evidence")).isEqualTo("Done Captured");
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
        assertThat(incident.how("1/verify")).isEqualTo("Running RolloutInProgress");
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(10).plusSeconds(30));
        assertThat(incident.incident.getStatus().evidence.servingVersion).isEqualTo("v2");

        gateway.begins().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);

        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/verify")).isEqualTo("Done Restored");
        assertThat(incident.condition("Verified")).isEqualTo("True Restored");
        assertThat(incident.condition("Ready")).isEqualTo("True Restored");
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);
        assertThat(incident.last.recheck()).as("its retrospective").isEqualTo(Duration.ofHours(48));
    }

    static Stream<Arguments> neverActs() {
        return Stream.of(
                argumentSet(
                        "detected long ago",
                        "Expired",
                        story(i -> i.incident.getSpec().detectedAt = ZonedDateTime.parse("2026-11-23T01:00:00Z"))),
                argumentSet("longer ago than it says itself", "Expired", story(i -> {
                    i.response().expiresAfter = "30s";
                    i.gateway.passes(Duration.ofMinutes(1));
                })),
                argumentSet(
                        "created with a resolution",
                        "CreatedWithResolution",
                        story(i -> i.resolves(Resolution.Kind.Fixed))),
                argumentSet("in the ledger already", "AlreadyInLedger", story(i -> i.actedBefore = true)));
    }

    @ParameterizedTest
    @MethodSource("neverActs")
    void an_old_incident_is_recorded_only(String reason, Consumer<IncidentStory> how) {
        how.accept(incident);
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
        assertThat(incident.condition("Ready")).isEqualTo("True " + reason);
        assertThat(incident.actions).isEmpty();
        assertThat(incident.tasks()).isEmpty();
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Candidate);
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
    }

    @Test
    void an_incident_before_its_model_waits_and_then_acts() {
        var model = incident.model;
        incident.model = null;
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False ModelNotFound");
        assertThat(incident.actions).isEmpty();

        incident.model = model;
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.condition("Ready")).isEqualTo("True Captured");
    }

    @Test
    void an_incident_whose_model_comes_days_later_does_not_act_on_what_serves_then() {
        var model = incident.model;
        incident.model = null;
        incident.reconcile();
        assertThat(incident.last.recheck()).isPositive();

        gateway.passes(Duration.ofDays(3));
        incident.model = model;
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
        assertThat(incident.actions).isEmpty();
    }

    @Test
    void a_model_without_its_workload_has_only_its_flags() {
        incident.flags("assistant").losesItsWorkload();
        assertThat(incident.phase()).as("it may come back").isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False WorkloadNotFound");
        assertThat(incident.actions).isEmpty();
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.condition("Stabilized")).isEqualTo("True FlagsDisabled");
    }

    @Test
    void nothing_is_decided_before_what_is_declared_has_been_seen() {
        gateway.declares("v3").begins();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False RevisionNotSeenYet");
        assertThat(incident.actions).isEmpty();
        assertThat(incident.last.recheck()).isPositive();

        gateway.decide();
        IncidentStory later = new IncidentStory(gateway, "i2");
        later.reconcile();
        assertThat(later.suspect()).isEqualTo("v3");
    }

    @Test
    void a_bad_rollout_that_ended_while_the_operator_was_down_is_the_suspect() {
        GatewayStory down = new GatewayStory(clock);
        down.rollsOut("v1").earnsGood();
        down.passes(Duration.ofMinutes(5)).declares("v2").begins().completes();
        IncidentStory created = new IncidentStory(down.passes(Duration.ofMinutes(1)), "i1");
        down.passes(Duration.ofMinutes(1)).decide();
        created.reconcile();

        assertThat(created.suspect()).isEqualTo("v2");
        assertThat(created.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                .isEqualTo("v1"));
    }

    @Test
    void a_fix_that_serves_by_now_stays() {
        gateway.passes(Duration.ofSeconds(5)).rollsOut("v3-fix");
        incident.reconcile();

        assertThat(incident.suspect()).isEqualTo("v2");
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped SuspectNotServing");
        assertThat(gateway.revision("v3-fix").isQuarantined()).isFalse();
    }

    @Test
    void a_fix_on_its_way_is_waited_for() {
        gateway.passes(Duration.ofSeconds(5)).declares("v3-fix").begins().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False RolloutInProgress");
        assertThat(incident.rollbacks()).isEmpty();

        gateway.completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.rollbacks()).isEmpty();
    }

    @Test
    void a_fix_that_does_not_come_up_does_not_hide_the_suspect() {
        gateway.passes(Duration.ofSeconds(5))
                .declares("v3-fix")
                .begins()
                .exceedsItsDeadline()
                .decide();
        incident.reconcile();

        assertThat(incident.rollbacks()).singleElement().satisfies(r -> {
            assertThat(r.from().version()).isEqualTo("v2");
            assertThat(r.to().version()).isEqualTo("v1");
        });
    }

    @Test
    void a_named_suspect_is_taken_at_its_word() {
        incident.incident.getSpec().suspect = gateway.revision("v2").name();
        incident.reconcile();
        assertThat(incident.suspect()).isEqualTo("v2");
        assertThat(incident.rollbacks()).hasSize(1);
    }

    @Test
    void a_named_suspect_that_is_unknown_says_what_to_write() {
        incident.incident.getSpec().suspect = "model-gateway-0000000000";
        incident.reconcile();
        incident.result("1/record-evidence", dev.lastgood.api.incident.StepState.Skipped, Reason.DatabaseNotConfigured);
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False SuspectUnknown");
        assertThat(incident.ready().getMessage())
                .contains("model-gateway-0000000000", "kubectl get controllerrevisions");
        assertThat(incident.actions).isEmpty();
    }

    @Test
    void what_is_too_large_to_be_remembered_is_not_blamed_on_the_revision_before() {
        gateway.bytes = Footprint.MAX_OWN + 1;
        gateway.declares("v3").begins().completes().decide();
        incident = new IncidentStory(gateway.passes(Duration.ofMinutes(1)), "i2").flags("assistant");
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.incident.getStatus().plan.why).contains("too large");
    }

    @Test
    void what_the_api_server_refuses_to_store_is_not_blamed_on_the_revision_before_and_the_flags_follow_at_once() {
        gateway.declares("v3").begins().completes();
        incident = new IncidentStory(gateway, "i2").flags("assistant");
        incident.model.setStatus(new ModelDeploymentStatus());
        incident.model.getStatus().conditions = Conditions.set(
                List.of(),
                ConditionType.Ready,
                Conditions.FALSE,
                Reason.RevisionNotRecorded,
                "exceeded quota",
                1,
                gateway.clock.instant());
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.incident.getStatus().plan.why).contains("refuses to store the declared revision");
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                argumentSet(
                        "toRevision",
                        story(i ->
                                i.target().toRevision = i.gateway.revision("v0").name()),
                        "v0",
                        null),
                argumentSet("toVersion", story(i -> i.target().toVersion = "v0"), "v0", null),
                argumentSet(
                        "toRevision that never existed",
                        story(i -> i.target().toRevision = "model-gateway-x"),
                        null,
                        "Skipped TargetNotFound"),
                argumentSet(
                        "toVersion that never existed",
                        story(i -> i.target().toVersion = "v77"),
                        null,
                        "Skipped TargetNotFound"),
                argumentSet(
                        "toRevision that is quarantined",
                        story(i -> {
                            i.gateway.replace(i.gateway
                                    .revision("v0")
                                    .blamed(
                                            RevisionState.Quarantined,
                                            Reason.RolledBack,
                                            "i0",
                                            i.gateway.clock.instant()));
                            i.target().toRevision = i.gateway.revision("v0").name();
                        }),
                        null,
                        "Skipped TargetQuarantined"),
                argumentSet(
                        "toVersion of which all are quarantined",
                        story(i -> {
                            i.gateway.replace(i.gateway
                                    .revision("v0")
                                    .blamed(
                                            RevisionState.Quarantined,
                                            Reason.RolledBack,
                                            "i0",
                                            i.gateway.clock.instant()));
                            i.target().toVersion = "v0";
                        }),
                        null,
                        "Skipped TargetQuarantined"),
                argumentSet(
                        "the serving one", story(i -> i.target().toVersion = "v2"), null, "Skipped AlreadyServing"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_person_chooses_the_target(Consumer<IncidentStory> how, String expected, String step) {
        GatewayStory three = new GatewayStory(clock);
        three.rollsOut("v0").rollsOut("v1").earnsGood().rollsOut("v2").passes(Duration.ofMinutes(1));
        IncidentStory chosen = new IncidentStory(three, "i1").flags("assistant");
        how.accept(chosen);
        chosen.reconcile();

        if (expected != null) {
            assertThat(chosen.rollbacks()).singleElement().satisfies(r -> assertThat(r.to().version())
                    .isEqualTo(expected));
        } else {
            assertThat(chosen.rollbacks()).isEmpty();
            assertThat(chosen.how("1/rollback")).isEqualTo(step);
            assertThat(chosen.phase()).isEqualTo(Phase.Mitigated);
            boolean alreadyThere = step.endsWith("AlreadyServing");
            assertThat(chosen.flagsTried().isEmpty()).isEqualTo(alreadyThere);
            assertThat(three.revision("v2").isQuarantined())
                    .as("it was not rolled back")
                    .isFalse();
        }
    }

    @Test
    void a_version_means_another_revision_than_the_suspect_where_both_carry_it() {
        gateway.writes("c2").restarts().begins().completes().decide();
        assertThat(Serving.now(gateway.revisions)).contains(gateway.revision("v2", "c2"));
        IncidentStory badConfiguration = new IncidentStory(gateway.passes(Duration.ofMinutes(1)), "i2");
        badConfiguration.target().toVersion = "v2";
        badConfiguration.reconcile();

        assertThat(badConfiguration.rollbacks()).singleElement().satisfies(r -> assertThat(r.to())
                .isEqualTo(gateway.revision("v2", "c1")));
    }

    @Test
    void no_rollback_goes_behind_the_floor() {
        Revision v2 = gateway.revision("v2");
        gateway.replace(new Revision(
                v2.name(),
                v2.number(),
                v2.content(),
                v2.sighting(),
                v2.standing(),
                v2.service(),
                new Declarations(false, false, true),
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN));
        incident.target().toVersion = "v1";
        incident.reconcile();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped BeyondFloor");
        assertThat(incident.rollbacks()).isEmpty();
    }

    static Stream<Arguments> pauses() {
        return Stream.of(
                argumentSet(
                        "the model",
                        "ModelPaused",
                        story(i -> i.model.getSpec().paused = true),
                        story(i -> i.model.getSpec().paused = false)),
                argumentSet(
                        "the operator",
                        "OperatorPaused",
                        story(i -> i.operatorPaused = true),
                        story(i -> i.operatorPaused = false)));
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void a_pause_changes_nothing_says_what_would_be_done_and_goes_on_when_released(
            String reason, Consumer<IncidentStory> pause, Consumer<IncidentStory> release) {
        pause.accept(incident);
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Open);
        assertThat(incident.condition("Ready")).isEqualTo("False " + reason);
        assertThat(incident.incident.getStatus().plan.to)
                .isEqualTo(gateway.revision("v1").name());
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(gateway.revision("v2").incident())
                .as("nothing is taken from it")
                .isNull();

        release.accept(incident);
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.condition("Ready")).isEqualTo("True Captured");
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void a_pause_holds_the_flags_too(String reason, Consumer<IncidentStory> pause, Consumer<IncidentStory> release) {
        incident.flags("assistant");
        pause.accept(incident);
        incident.losesItsWorkload().reconcile();
        assertThat(incident.actions).isEmpty();
        assertThat(incident.incident.getStatus().plan.flags).containsExactly("assistant");

        release.accept(incident);
        incident.reconcile();
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, WorkloadPaused, the Deployment model-gateway is paused (spec.paused)",
        "StatefulSet, UpdateStrategyOnDelete, the StatefulSet model-gateway has the updateStrategy OnDelete",
        "StatefulSet, RolloutPartitioned, the StatefulSet model-gateway has a partition"
    })
    void what_would_not_be_rolled_out_leaves_the_flags(WorkloadKind kind, Reason obstacle, String message) {
        gateway.kind = kind;
        gateway.obstacle = obstacle;
        incident.flags("assistant").reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.how("1/rollback")).isEqualTo("Failed " + obstacle);
        assertThat(incident.step("1/rollback").message).startsWith(message);
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(gateway.revision("v2").incident()).isNull();
    }

    @Test
    void without_a_last_good_the_flags_follow() {
        GatewayStory young = new GatewayStory(clock);
        young.rollsOut("v1").rollsOut("v2").passes(Duration.ofMinutes(1));
        IncidentStory first = new IncidentStory(young, "i1").flags("assistant").reconcile();

        assertThat(first.rollbacks()).isEmpty();
        assertThat(first.how("1/rollback")).isEqualTo("Skipped NoLastGood");
        assertThat(first.how("1/flag/assistant")).isEqualTo("Done FlagOff");
        assertThat(first.condition("Stabilized")).isEqualTo("True FlagsDisabled");
        assertThat(first.incident.getStatus().flags).singleElement().satisfies(f -> assertThat(f.before)
                .isEqualTo("{on}"));
    }

    @Test
    void a_refused_rollback_is_followed_by_the_flags() {
        incident.flags("assistant").rollback =
                r -> RollbackOutcome.refused(Reason.SharedConfiguration, "pricing-prompts is shared");
        incident.reconcile();

        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.how("1/rollback")).isEqualTo("Failed SharedConfiguration");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(gateway.revision("v2").incident()).isNull();
    }

    @Test
    void a_workload_that_changed_meanwhile_is_looked_at_again_and_nothing_is_written() {
        IncidentRules rules = new IncidentRules(clock);
        IncidentDecision decision = rules.decide(incident.view());
        IncidentDecision after = rules.after(
                incident.view(), decision, (Rollback) decision.action(), RollbackOutcome.changed("replicas"));

        assertThat(after.status()).isSameAs(incident.incident.getStatus());
        assertThat(after.tasks()).isEmpty();
        assertThat(after.recheck()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        assertThat(((Rollback) rules.decide(incident.view()).action()).marker())
                .isEqualTo(((Rollback) decision.action()).marker());
    }

    static Stream<Arguments> deadlines() {
        return Stream.of(argumentSet("by default", null, 630), argumentSet("its own", "90s", 90));
    }

    @ParameterizedTest
    @MethodSource("deadlines")
    void a_restored_revision_that_does_not_come_up_is_given_up_at_the_deadline(String own, int seconds) {
        incident.flags("assistant").model.getSpec().response = new Response();
        incident.model.getSpec().response.rollbackDeadline = own;
        incident.reconcile();
        gateway.begins().losesItsPods().decide();
        Instant deadline = gateway.clock.instant().plusSeconds(seconds);
        assertThat(notice().progress().mitigationEta())
                .isEqualTo("at the latest " + deadline.truncatedTo(ChronoUnit.SECONDS) + "; else it is given up");

        gateway.passes(Duration.ofSeconds(seconds).minusMillis(1));
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMillis(1));

        gateway.passes(Duration.ofMillis(1));
        incident.reconcile();
        assertThat(incident.how("1/verify")).isEqualTo("Failed DeadlineExceeded");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.condition("Verified")).isEqualTo("False DeadlineExceeded");
        assertThat(notice().progress().mitigationEta())
                .isEqualTo("mitigated at " + gateway.clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void who_shortens_the_deadline_while_it_runs_has_the_flags_follow_at_once() {
        incident.flags("assistant").reconcile();
        gateway.begins().losesItsPods().decide();
        gateway.passes(Duration.ofSeconds(90));
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Stabilizing);

        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.rollbackDeadline = "60s";
        assertThat(incident.reconcile().how("1/verify")).isEqualTo("Failed DeadlineExceeded");
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    private Notice notice() {
        return Notice.of(incident.incident, incident.model, incident.incident.getStatus());
    }

    @Test
    void while_it_is_being_restored_its_deadline_is_all_that_is_known() {
        IncidentDecision decided = new IncidentRules(gateway.clock).decide(incident.view());
        while (!(decided.action() instanceof Rollback)) {
            assertThat(Notice.of(incident.incident, incident.model, decided.status())
                            .progress()
                            .mitigationEta())
                    .isNull();
            incident.incident.setStatus(decided.status());
            if (decided.action() instanceof RevisionMark mark) {
                gateway.replace(mark.after());
            }
            decided = new IncidentRules(gateway.clock).decide(incident.view());
        }
        assertThat(Notice.of(incident.incident, incident.model, decided.status())
                        .progress()
                        .mitigationEta())
                .isEqualTo("at the latest 10m30s after the rollback; else it is given up");
    }

    @Test
    void until_the_rollback_and_after_it_nobody_knows_how_long_it_takes_but_a_person() {
        incident.response().mode = ResponseMode.Suggest;
        incident.reconcile();
        assertThat(notice().progress().mitigationEta()).isNull();
        incident.incident.getSpec().mitigationETA = ZonedDateTime.parse("2026-11-23T13:00:00+01:00");
        assertThat(notice().progress().mitigationEta()).isEqualTo("2026-11-23T12:00:00Z");
    }

    @Test
    void a_third_revision_that_takes_over_ends_the_wait() {
        incident.reconcile();
        gateway.rollsOut("v3");
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/verify")).isEqualTo("Done ChangedMeanwhile");
        assertThat(incident.rollbacks()).hasSize(1);
    }

    @Test
    void configuration_that_pods_reload_is_verified_when_they_had_the_time() {
        gateway.configReload = true;
        gateway.rollsOut("v1").earnsGood().writes("c2").decide();
        gateway.passes(GatewayPolicy.CONFIG_RELOAD).decide();
        IncidentStory badConfiguration = new IncidentStory(gateway.passes(Duration.ofMinutes(1)), "i2");
        badConfiguration.model.getSpec().response = new Response();
        badConfiguration.model.getSpec().response.rollbackDeadline = "30s";
        badConfiguration.rollback = r -> {
            badConfiguration.patch(r);
            gateway.generation--; // metadata alone was patched
            gateway.completesWithOldPods();
            return RollbackOutcome.patched("configuration restored");
        };
        badConfiguration.reconcile();
        assertThat(badConfiguration.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(badConfiguration.last.recheck()).isEqualTo(GatewayPolicy.CONFIG_RELOAD);

        gateway.passes(GatewayPolicy.CONFIG_RELOAD).decide();
        badConfiguration.reconcile();
        assertThat(badConfiguration.how("1/verify")).isEqualTo("Done Restored");
    }

    @Test
    void without_flags_a_person_must_act() {
        incident.rollback = r -> RollbackOutcome.refused(Reason.SecretMissing, "a Secret is gone");
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.condition("Stabilized")).isEqualTo("False NoFlags");
        assertThat(incident.condition("Ready")).isEqualTo("False LadderExhausted");
    }

    @Test
    void one_flag_that_stays_on_needs_a_person_and_says_which() {
        incident.flags("assistant", "rationale").rollback =
                r -> RollbackOutcome.refused(Reason.SecretMissing, "a Secret is gone");
        incident.flag = f -> f.name.equals("assistant")
                ? new FlagOutcome(f.name, StepState.Done, Reason.FlagOff, "off", "{on}", "{off}")
                : new FlagOutcome(f.name, StepState.Failed, Reason.FlagNotFound, "not there", null, null);
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(incident.ready().getMessage()).contains("rationale").contains("assistant");
        assertThat(incident.how("1/flag/assistant")).isEqualTo("Done FlagOff");
        assertThat(incident.how("1/flag/rationale")).isEqualTo("Failed FlagNotFound");
    }

    @Test
    void a_flag_that_the_model_does_not_have_needs_a_person_and_the_others_go_off() {
        incident.flags("assistant", "rationale").rollback =
                r -> RollbackOutcome.refused(Reason.SecretMissing, "a Secret is gone");
        incident.response().flags = java.util.List.of("assistant", "asistant");
        incident.reconcile();

        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.how("1/flag/asistant")).isEqualTo("Failed FlagNotFound");
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
    }

    @Test
    void a_crash_after_the_patch_goes_on_where_it_stood_even_within_one_second() {
        incident.rollback = r -> {
            incident.patch(r);
            throw new IllegalStateException("kill -9");
        };
        assertThatThrownBy(incident::reconcile).hasMessage("kill -9");
        assertThat(incident.incident.getStatus()).isNull();
        gateway.begins().decide();

        incident.rollback = incident::patch;
        incident.reconcile();
        assertThat(incident.suspect()).isEqualTo("v2");
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.incident.getStatus().rollback.fromVersion).isEqualTo("v2");
        assertThat(incident.incident.getStatus().rollback.toVersion).isEqualTo("v1");

        gateway.completes().decide();
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void an_operator_that_was_down_for_hours_after_its_patch_still_says_what_it_did() {
        incident.rollback = r -> {
            incident.patch(r);
            throw new IllegalStateException("kill -9");
        };
        assertThatThrownBy(incident::reconcile).hasMessage("kill -9");

        gateway.passes(Duration.ofHours(5)).begins().completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
    }

    @Test
    void a_crash_after_the_flags_finds_them_off() {
        incident.flags("assistant").losesItsWorkload();
        incident.flag = f -> {
            throw new IllegalStateException("kill -9");
        };
        assertThatThrownBy(incident::reconcile).hasMessage("kill -9");

        incident.flag = f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagAlreadyOff, "off already", null, null);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/flag/assistant")).isEqualTo("Done FlagOff");
        assertThat(incident.incident.getStatus().flags.get(0).before).isEqualTo("{on}");
    }

    @Test
    void a_flag_that_was_off_before_is_said_to_have_been() {
        incident.flags("assistant").losesItsWorkload();
        incident.look = f -> new FlagOutcome(f.name, StepState.Done, Reason.FlagAlreadyOff, "off already", null, null);
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/flag/assistant")).isEqualTo("Done FlagAlreadyOff");
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void an_edit_of_the_spec_after_the_rollback_changes_nothing() {
        incident.reconcile();
        String before = IncidentStory.json(incident.incident.getStatus());

        incident.target().toVersion = "v77";
        incident.incident.getSpec().summary = "what we know by now";
        incident.response().expiresAfter = "1s";
        incident.reconcile();

        assertThat(IncidentStory.json(incident.incident.getStatus())).isEqualTo(before);
        assertThat(incident.rollbacks()).hasSize(1);
    }

    @Test
    void a_larger_attempt_is_about_what_serves_then_and_keeps_the_first_times() {
        gateway.rollsOut("v0").earnsGood().rollsOut("v1").earnsGood().rollsOut("v2");
        incident = new IncidentStory(gateway.passes(Duration.ofMinutes(1)), "i1").reconcile();
        gateway.begins().completes().decide();
        incident.reconcile();
        String mitigated = incident.incident.getStatus().times.mitigated;
        String stabilized = incident.incident.getStatus().times.stabilized;

        gateway.passes(Duration.ofHours(3));
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(2);
        assertThat(incident.rollbacks().get(1).from().version()).isEqualTo("v1");
        assertThat(incident.rollbacks().get(1).to().version()).isEqualTo("v0");
        assertThat(incident.rollbacks().get(1).marker().attempt()).isEqualTo(2);
        assertThat(incident.condition("Verified")).as("of the first attempt").isNull();

        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
        assertThat(incident.how("2/rollback")).isEqualTo("Done Patched");
        assertThat(incident.incident.getStatus().times.mitigated).isEqualTo(mitigated);
        assertThat(incident.incident.getStatus().times.stabilized).isEqualTo(stabilized);
    }

    @Test
    void a_larger_attempt_after_the_ladder_was_exhausted_climbs_it_again() {
        incident.rollback = r -> RollbackOutcome.refused(Reason.SecretMissing, "a Secret is gone");
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.NeedsHuman);

        incident.rollback = incident::patch;
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.how("2/rollback")).isEqualTo("Done Patched");
    }

    @Test
    void a_larger_attempt_waits_for_what_is_under_way() {
        incident.reconcile();
        incident.incident.getSpec().attempt = 2;
        assertThat(incident.reconcile().incident.getStatus().attempt).isEqualTo(1);

        gateway.begins().completes().decide();
        assertThat(incident.reconcile().incident.getStatus().attempt).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Resolution.Kind.class,
            names = {"Fixed", "Accepted"})
    void a_resolution_waits_for_the_rollback_and_is_then_taken_without_another_event(Resolution.Kind kind) {
        incident.reconcile();
        incident.resolves(kind).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);

        gateway.begins().completes().decide();
        IncidentDecision mitigated = new IncidentRules(clock).decide(incident.view());
        assertThat(mitigated.status().phase).isEqualTo(Phase.Mitigated);
        assertThat(mitigated.recheck()).isEqualTo(Duration.ZERO);

        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Resolved);
        assertThat(gateway.stateOf("v2")).as("only a false alarm gives it back").isEqualTo(RevisionState.Quarantined);
    }

    static Stream<Arguments> phases() {
        return Stream.of(
                argumentSet("Open", story(i -> {
                    i.model.getSpec().paused = true;
                    i.reconcile();
                })),
                argumentSet("Stabilizing", story(IncidentStory::reconcile)),
                argumentSet("Mitigated", story(i -> {
                    i.reconcile();
                    i.gateway.begins().completes().decide();
                    i.reconcile();
                })),
                argumentSet("NeedsHuman", story(i -> {
                    i.rollback = r -> {
                        i.quarantine(r);
                        return RollbackOutcome.refused(Reason.SecretMissing, "a Secret is gone");
                    };
                    i.reconcile();
                })),
                argumentSet("Resolved", story(i -> {
                    i.reconcile();
                    i.gateway.begins().completes().decide();
                    i.reconcile().resolves(Resolution.Kind.Fixed).reconcile();
                    assertThat(i.phase()).isEqualTo(Phase.Resolved);
                })));
    }

    @ParameterizedTest
    @MethodSource("phases")
    void a_false_alarm_gives_good_back_from_every_phase_and_changes_nothing_else(Consumer<IncidentStory> until) {
        gateway.earnsGood();
        until.accept(incident);
        int changes = incident.rollbacks().size();

        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Good);
        assertThat(gateway.revision("v2").isQuarantined()).isFalse();
        assertThat(incident.rollbacks()).hasSize(changes);
        gateway.decide();
        incident.incident.getSpec().attempt = 5;
        assertThat(incident.reconcile().phase()).isEqualTo(Phase.Closed);
    }

    @Test
    void a_false_alarm_gives_no_good_that_was_not_there_before() {
        incident.reconcile();
        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();

        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Candidate);
    }

    @Test
    void a_false_alarm_waits_for_a_workload_that_is_gone_so_that_its_suspect_is_not_forgotten() {
        gateway.earnsGood();
        incident.reconcile();
        gateway.begins().completes().decide();
        incident.reconcile();
        incident.workloadMissing = true;
        incident.resolves(Resolution.Kind.FalseAlarm).reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.last.recheck()).as("nothing spins").isNull();
        assertThat(incident.condition("Ready")).isEqualTo("False WorkloadNotFound");

        incident.workloadMissing = false;
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Closed);
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Good);
    }

    @Test
    void a_model_deleted_in_the_middle_is_waited_for() {
        incident.reconcile();
        var model = incident.model;
        incident.model = null;
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Stabilizing);
        assertThat(incident.condition("Ready")).isEqualTo("False ModelNotFound");

        incident.model = model;
        incident.reconcile();
        assertThat(incident.condition("Ready")).isEqualTo("True RolloutInProgress");
        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(incident.rollbacks()).hasSize(1);
    }

    private static Consumer<IncidentStory> story(Consumer<IncidentStory> story) {
        return story;
    }
}
