package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ObjectRef;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.Route;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.OwnerChain;
import dev.lastgood.decide.workload.OwningController;
import dev.lastgood.decide.workload.Sharing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** v1 is Good and v2 serves, but another controller owns the workload: nothing is rolled back, whoever asks. */
class OwnedWorkloadTest {

    private static final Neighborhood OWNED = new Neighborhood(
            OwnerChain.unread(new OwningController("serving.kserve.io/v1beta1", "InferenceService", "fraud")),
            Sharing.NONE,
            List.of());
    private static final Neighborhood OWNED_TWICE = new Neighborhood(
            new OwnerChain(
                    List.of(
                            new OwningController("serving.kserve.io/v1beta1", "InferenceService", "fraud"),
                            new OwningController("ai.example.com/v1", "ModelApp", "risk")),
                    OwnerChain.End.Top),
            Sharing.NONE,
            List.of());
    private static final String REMEDY = "change spec.predictor of the InferenceService fraud instead";

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        gateway.neighborhood = OWNED;
        incident = new IncidentStory(gateway, "i1").flags("assistant");
    }

    private IncidentStory by(Source source, ResponseMode mode) {
        incident.incident.getSpec().source = source;
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = mode;
        return incident.reconcile();
    }

    private String message(String condition) {
        return incident.incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals(condition))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    @ParameterizedTest
    @EnumSource(names = {"Person", "Probe", "Alert", "Return"})
    void the_flags_go_off_and_the_owner_is_named_whoever_opened_the_incident(Source source) {
        by(source, ResponseMode.Auto);

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped OwnedByController");
        assertThat(incident.step("1/rollback").message)
                .contains(
                        "InferenceService fraud (serving.kserve.io/v1beta1) owns the Deployment model-gateway",
                        REMEDY,
                        "the last good revision is " + gateway.revision("v1").name() + " (v1)");
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(message("Ready")).contains("the flags are off", REMEDY);
        assertThat(gateway.stateOf("v2")).as("nothing is quarantined").isEqualTo(RevisionState.Candidate);
        assertThat(gateway.stateOf("v1")).isEqualTo(RevisionState.Good);
    }

    @ParameterizedTest
    @EnumSource(names = {"Person", "Probe", "Alert"})
    void what_a_person_changes_is_the_top_of_the_owners(Source source) {
        gateway.neighborhood = OWNED_TWICE;
        by(source, ResponseMode.Auto);

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.step("1/rollback").message)
                .contains(
                        "InferenceService fraud (serving.kserve.io/v1beta1), owned by ModelApp risk (ai.example.com/v1), "
                                + "owns the Deployment model-gateway",
                        "change the ModelApp risk instead")
                .doesNotContain("spec.predictor");
        assertThat(message("Ready")).contains("the flags are off", "change the ModelApp risk instead");
    }

    @ParameterizedTest(name = "a {0} incident in mode {1} waits in {2}")
    @CsvSource({
        "Probe, Suggest, Suggested",
        "Alert, Suggest, Suggested",
        "Probe, Observe, NeedsHuman",
        "Alert, Observe, NeedsHuman",
    })
    void the_mode_decides_whether_the_flags_follow(Source source, ResponseMode mode, Phase phase) {
        by(source, mode);

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).isEmpty();
        assertThat(incident.phase()).isEqualTo(phase);
        assertThat(incident.incident.getStatus().plan.to)
                .as("promises no rollback")
                .isNull();
        assertThat(incident.incident.getStatus().plan.why).contains(REMEDY);
        assertThat(message("Ready")).contains("assistant", REMEDY);
    }

    @Test
    void an_approved_plan_turns_the_flags_off() {
        by(Source.Probe, ResponseMode.Suggest);
        incident.response().approvedPlan = incident.incident.getStatus().plan.hash;
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
    }

    @Test
    void without_flags_the_route_is_switched() {
        incident.model.getSpec().flags.clear();
        incident.model.getSpec().route = new Route();
        incident.model.getSpec().route.httpRouteRef = new ObjectRef();
        incident.model.getSpec().route.httpRouteRef.name = "pricing";
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.how("1/route")).isEqualTo("Done RouteSwitched");
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);
        assertThat(message("Ready")).contains(REMEDY);
    }

    @Test
    void without_flags_and_route_a_person_learns_what_to_change() {
        incident.model.getSpec().flags.clear();
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(message("Ready")).contains("a person must act", REMEDY);
    }

    @Test
    void a_flag_that_stays_on_leaves_the_owner_named() {
        incident.flag = f -> new FlagOutcome(f.name, StepState.Failed, Reason.FlagNotFound, "not there", null, null);
        incident.look = incident.flag;
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.NeedsHuman);
        assertThat(message("Ready")).contains("these flags could not be turned off: assistant", REMEDY);
    }

    @Test
    void a_revision_that_a_person_names_is_not_restored_either() {
        incident.target().toVersion = "v1";
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped OwnedByController");
        assertThat(incident.step("1/rollback").message).contains("(v1)");
    }

    @Test
    void what_serves_already_needs_no_rollback() {
        incident.target().toVersion = "v2";
        incident.reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Skipped AlreadyServing");
        assertThat(incident.flagsTried()).isEmpty();
    }

    @Test
    void a_dry_run_tries_no_rollback() {
        incident.response().dryRun = true;
        incident.reconcile();

        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.how("1/rollback")).isEqualTo("Skipped OwnedByController");
        assertThat(incident.phase()).isEqualTo(Phase.RecordedOnly);
    }

    @Test
    void the_model_says_that_a_rollback_is_impossible() {
        assertThat(gateway.decide().obstacle()).contains("InferenceService fraud", REMEDY);
    }

    @Test
    void an_owner_that_came_after_the_rollback_is_not_fought() {
        gateway.neighborhood = Neighborhood.NONE;
        incident.reconcile();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(1)).completes().decide();
        incident.reconcile();
        assertThat(incident.phase()).isEqualTo(Phase.Mitigated);

        gateway.neighborhood = OWNED;
        gateway.declares("v2").decide();
        incident.reconcile();
        gateway.passes(Duration.ofMinutes(1));
        incident.reconcile();

        assertThat(incident.rollbacks()).as("not restored again").hasSize(1);
        assertThat(incident.how("1/verify")).isEqualTo("Failed OwnedByController");
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(message("Ready")).contains(REMEDY);
    }
}
