package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.Response;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** v1, v2 and v3 are Good, v4 serves, and the last good revision cannot be restored. */
class OlderTargetTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v3_is_the_last_good_one_and_v4_serves() {
        for (String version : List.of("v1", "v2", "v3")) {
            gateway.rollsOut(version).earnsGood();
        }
        gateway.rollsOut("v4").passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1").flags("assistant");
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = ResponseMode.Auto;
    }

    private void refuses(Reason reason, String... versions) {
        Set<String> refused = Set.of(versions);
        incident.rollback = order -> refused.contains(order.to().version())
                ? RollbackOutcome.refused(reason, "because of " + order.to().version())
                : patched(order);
    }

    private RollbackOutcome patched(Rollback order) {
        return order.isDryRun() ? RollbackOutcome.patched("would have restored") : incident.patch(order);
    }

    private List<String> tried() {
        return incident.rollbacks().stream()
                .map(Rollback::to)
                .map(Revision::version)
                .toList();
    }

    private String refusedStep(String version) {
        return "1/refused-target/" + gateway.revision(version).name();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "RefusedByAdmission",
                "SecretMissing",
                "ConfigMapImmutable",
                "SharedConfiguration",
                "SelectorChanged",
                "VolumeClaimsChanged",
                "TargetNotFound"
            })
    void an_older_good_one_is_restored_if_the_last_is_refused(Reason reason) {
        refuses(reason, "v3");
        incident.reconcile();

        assertThat(tried()).containsExactly("v3", "v2");
        assertThat(incident.how(refusedStep("v3"))).isEqualTo("Failed " + reason);
        assertThat(incident.step(refusedStep("v3")).message)
                .contains(
                        "because of v3",
                        "the older Good revision " + gateway.revision("v2").name());
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
        assertThat(incident.incident.getStatus().rollback.toVersion).isEqualTo("v2");
        assertThat(incident.incident.getStatus().plan.to)
                .isEqualTo(gateway.revision("v2").name());
        assertThat(incident.incident.getStatus().plan.why).contains("the next older Good revision", "was refused");
        assertThat(incident.incident.getStatus().timeline)
                .anySatisfy(line -> assertThat(line.message).contains("because of v3", "trying"));
        assertThat(incident.flagsTried()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ChangedMeanwhile", "QuotaExceeded"})
    void what_is_not_about_the_target_is_refused_for_each(Reason reason) {
        refuses(reason, "v3");
        incident.reconcile();

        assertThat(tried()).containsExactly("v3");
        assertThat(incident.how("1/rollback")).isEqualTo("Failed " + reason);
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @Test
    void one_older_revision_is_tried_and_then_the_flags_follow() {
        refuses(Reason.RefusedByAdmission, "v3", "v2");
        incident.reconcile();

        assertThat(tried()).as("v1 is not tried").containsExactly("v3", "v2");
        assertThat(incident.how("1/rollback")).isEqualTo("Failed RefusedByAdmission");
        assertThat(incident.step("1/rollback").message)
                .contains("because of v2", gateway.revision("v3").name() + " was refused, too (RefusedByAdmission)");
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void a_revision_that_a_person_named_is_the_only_one() {
        refuses(Reason.RefusedByAdmission, "v3");
        incident.target().toVersion = "v3";
        incident.reconcile();

        assertThat(tried()).containsExactly("v3");
        assertThat(incident.how("1/rollback")).isEqualTo("Failed RefusedByAdmission");
    }

    @Test
    void a_plan_that_is_approved_names_both() {
        refuses(Reason.RefusedByAdmission, "v3");
        incident.response().mode = ResponseMode.Suggest;
        incident.reconcile();
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.incident.getStatus().plan.otherwise)
                .isEqualTo(gateway.revision("v2").name());
        assertThat(incident.ready().getMessage())
                .contains("or " + gateway.revision("v2").name() + " if "
                        + gateway.revision("v3").name() + " is refused");

        incident.response().approvedPlan = incident.incident.getStatus().plan.hash;
        incident.reconcile();

        assertThat(tried()).containsExactly("v3", "v2");
        assertThat(incident.how("1/rollback")).isEqualTo("Done Patched");
    }

    @Test
    void a_dry_run_tries_both_and_changes_nothing() {
        refuses(Reason.RefusedByAdmission, "v3");
        incident.response().dryRun = true;
        incident.reconcile();

        assertThat(tried()).containsExactly("v3", "v2");
        assertThat(incident.rollbacks()).allMatch(Rollback::isDryRun);
        assertThat(incident.how("1/rollback")).isEqualTo("Done DryRun");
        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
    }

    @Test
    void another_attempt_begins_with_the_last_good_one() {
        refuses(Reason.RefusedByAdmission, "v3", "v2");
        incident.reconcile();
        refuses(Reason.RefusedByAdmission);
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();

        assertThat(tried()).containsExactly("v3", "v2", "v3");
        assertThat(incident.how("2/rollback")).isEqualTo("Done Patched");
    }

    @Test
    void without_an_older_one_it_is_as_before() {
        gateway.revisions = gateway.revisions.stream()
                .filter(r -> !List.of("v1", "v2").contains(r.version()))
                .toList();
        refuses(Reason.RefusedByAdmission, "v3");
        incident.reconcile();

        assertThat(tried()).containsExactly("v3");
        assertThat(incident.incident.getStatus().plan.otherwise).isNull();
        assertThat(incident.how("1/rollback")).isEqualTo("Failed RefusedByAdmission");
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }
}
