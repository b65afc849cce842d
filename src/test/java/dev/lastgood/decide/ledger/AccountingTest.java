package dev.lastgood.decide.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.EvidenceRegister;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.AuditWay;
import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.decide.task.RecordTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountingTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
    }

    private void found(int attempt) {
        incident.results.put(
                attempt + "/record-evidence",
                new EvidenceResult(
                        new RecordResult(StepState.Done, Reason.Captured, "read"),
                        new PromptEvidence(null, null, Map.of(), null)));
    }

    private void isRolledBackAndKnown() {
        incident.reconcile();
        found(1);
        gateway.begins().completes().decide();
        incident.reconcile();
    }

    private RecordTask.Account account() {
        assertThat(incident.accounts()).hasSize(1);
        return incident.accounts().get(0);
    }

    private static List<String> told(RecordTask.Account account) {
        return account.rows().stream()
                .map(r -> r.actor() + " " + r.way() + " " + r.action() + " " + r.reason())
                .toList();
    }

    private AuditRow row(String action) {
        return account().rows().stream()
                .filter(r -> r.action().equals(action))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void who_asked_and_what_was_changed_before_and_after() {
        isRolledBackAndKnown();

        assertThat(told(account()))
                .containsExactly(
                        "Person KubernetesAPI open Hallucination",
                        "lastgood Operator rollback Patched",
                        "lastgood Operator quarantine RolledBack");
        assertThat(row("rollback").before()).contains("\"version\":\"v2\"");
        assertThat(row("rollback").after()).contains("\"version\":\"v1\"");
        assertThat(row("rollback").at()).isEqualTo(incident.step("1/rollback").finishedAt);
        assertThat(row("open").at()).isEqualTo(incident.incident.getMetadata().getCreationTimestamp());
    }

    @Test
    void nothing_is_told_again_until_something_is_new() {
        isRolledBackAndKnown();
        Set<String> first = ids();
        incident.isAccounted();
        assertThat(incident.accounts()).isEmpty();
        assertThat(incident.condition("Audited")).isEqualTo("True Audited");
        gateway.passes(Duration.ofMinutes(5));
        assertThat(incident.reconcile().accounts()).isEmpty();

        incident.incident.getSpec().acknowledgedBy = "ada@example.com";
        incident.reconcile();
        assertThat(told(account())).contains("ada@example.com KubernetesAPI acknowledge Hallucination");
        assertThat(ids()).containsAll(first).hasSize(first.size() + 1);
        assertThat(incident.isAccounted().accounts()).isEmpty();
    }

    private Set<String> ids() {
        return account().rows().stream().map(r -> r.id().toString()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void a_database_that_is_away_is_asked_again_less_and_less_often_and_nothing_is_lost() {
        isRolledBackAndKnown();
        RecordTask.Account first = account();
        incident.result("1/" + first.id().step(), StepState.Pending, Reason.DatabaseUnavailable);
        incident.reconcile();
        assertThat(incident.condition("Audited")).isEqualTo("False DatabaseUnavailable");
        assertThat(incident.accounts()).isEmpty();
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofSeconds(2));
        gateway.passes(Duration.ofHours(3));
        incident.reconcile();
        assertThat(incident.last.recheck()).isEqualTo(Duration.ofMinutes(1));

        incident.results.remove("1/" + first.id().step());
        incident.reconcile();
        assertThat(account().rows()).isEqualTo(first.rows());
    }

    @Test
    void what_an_earlier_try_did_waits_until_the_ledger_has_it() {
        isRolledBackAndKnown();
        Set<String> first = ids();
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(incident.accounts())
                .as("the ledger does not know this try yet")
                .isEmpty();
        assertThat(incident.incident.getStatus().audit.pending).hasSize(first.size());

        found(2);
        incident.reconcile();
        assertThat(ids()).containsAll(first);
        assertThat(told(account())).contains("Person KubernetesAPI ask-again Hallucination");
        incident.isAccounted();
        assertThat(incident.incident.getStatus().audit.pending).isEmpty();
        assertThat(incident.reconcile().accounts()).isEmpty();
    }

    @Test
    void each_return_of_the_failed_revision_has_its_entry_and_each_answer_too() {
        isRolledBackAndKnown();
        incident.isAccounted();
        incident.lastWriter = "argocd-controller";
        for (int time = 0; time < 2; time++) {
            gateway.rollsOut("v2").decide();
            incident.reconcile();
            gateway.passes(Duration.ofMinutes(2)).decide();
            incident.reconcile();
            gateway.begins().completes().decide();
            incident.reconcile();
        }
        assertThat(told(account()).stream().filter(t -> t.contains("Reverted")))
                .contains("argocd-controller KubernetesAPI revert Reverted")
                .hasSize(incident.incident.getStatus().reverts.count * 2);
        assertThat(incident.incident.getStatus().reverts.count).isEqualTo(2);
    }

    @Test
    void a_flags_definition_is_told_by_its_digest_only() {
        incident.flag = f -> new FlagOutcome(
                f.name, StepState.Done, Reason.FlagOff, "off", "{\"email\": \"ada@example.com\"}", "{}");
        isUnavailable();
        AuditRow off = row("disable-flag");
        assertThat(off.before()).contains("assistant", "sha256").doesNotContain("ada");
        assertThat(off.before()).isNotEqualTo(off.after());
    }

    private void isUnavailable() {
        incident.flags("assistant");
        incident.target().toVersion = "nobody-has-it";
        incident.reconcile();
        found(1);
        incident.reconcile();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Person, -,   Person KubernetesAPI open Hallucination",
                "Person, ada, ada REST open Hallucination",
                "Probe,  -,   Probe Probe open Hallucination",
                "Alert,  -,   Alert Webhook open Hallucination"
            })
    void by_what_way_it_was_opened(Source source, String requestedBy, String told) {
        incident.incident.getSpec().source = source;
        incident.incident.getSpec().requestedBy = requestedBy;
        incident.reconcile();
        found(1);
        incident.reconcile();
        assertThat(told(account())).contains(told);
    }

    @Test
    void a_false_alarm_is_resolved_by_somebody_and_gives_the_revision_back() {
        isRolledBackAndKnown();
        incident.resolves(Resolution.Kind.FalseAlarm);
        incident.incident.getSpec().resolution.resolvedBy = "ada";
        incident.reconcile();
        assertThat(told(account()))
                .contains("ada REST resolve FalseAlarm", "lastgood Operator release RestoredByFalseAlarm");
    }

    @Test
    void neither_summary_nor_root_cause_nor_prompt_comes_into_it() {
        incident.incident.getSpec().summary = "SECRET";
        incident.incident.getSpec().customerImpact = "SECRET";
        incident.incident.getSpec().promptDigest = "SECRET";
        isRolledBackAndKnown();
        incident.resolves(Resolution.Kind.Fixed);
        incident.incident.getSpec().resolution.rootCause = "SECRET";
        incident.reconcile();
        assertThat(account().rows().toString()).doesNotContain("SECRET");
    }

    @Test
    void the_register_follows_the_incident_from_Mitigated_on() {
        incident.model.getSpec().evidenceRegister = new EvidenceRegister();
        incident.model.getSpec().evidenceRegister.controlMapping = "SOC 2 CC7.4";
        incident.model.getSpec().evidenceRegister.owner = "ai-platform";
        incident.reconcile();
        found(1);
        incident.reconcile();
        assertThat(account().register()).as("users are still hit").isNull();

        gateway.begins().completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        EvidenceRow mitigated = account().register();
        assertThat(mitigated.artifact()).contains("Mitigated");
        assertThat(mitigated.controlMapping() + mitigated.owner()).isEqualTo("SOC 2 CC7.4ai-platform");

        incident.isAccounted().resolves(Resolution.Kind.Fixed).reconcile();
        assertThat(account().register().artifact()).contains("Resolved");
        assertThat(account().register().evidenceId()).isEqualTo(mitigated.evidenceId());
    }

    @Test
    void a_dry_run_and_an_old_incident_leave_no_entry() {
        incident.response().dryRun = true;
        isRolledBackAndKnown();
        assertThat(incident.accounts()).isEmpty();
        incident = new IncidentStory(gateway, "i2");
        incident.actedBefore = true;
        isRolledBackAndKnown();
        assertThat(incident.accounts()).isEmpty();
    }

    @Test
    void without_a_database_nothing_is_asked_for() {
        incident.reconcile();
        incident.result("1/record-evidence", StepState.Skipped, Reason.DatabaseNotConfigured);
        incident.reconcile();
        assertThat(incident.accounts()).isEmpty();
        assertThat(incident.condition("Audited")).isNull();
    }

    @Test
    void what_is_long_waits_in_the_status_as_its_digest() {
        AuditRow row = AuditRow.of(
                "k", clock.instant(), "a", AuditWay.Operator, "switch-route", "r", Map.of("b", "x".repeat(8000)), null);
        assertThat(row.entry().before).matches("\\{\"sha256\":\"[0-9a-f]{64}\"}");
        assertThat(AuditRow.of(row.entry()).id()).isEqualTo(row.id());
    }
}
