package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.GatewayStory;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checksum of a Secret changes in the pod template of one revision. */
class SecretChangeTest {

    private static final String WORDS = "a Secret, or something else that the chart renders, changed";

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    private void v1ThenV2AreGood() {
        gateway.checksums("chart", "secret=a").rollsOut("v1").earnsGood();
        gateway.rollsOut("v2").earnsGood();
    }

    private void secretChanges() {
        gateway.checksums("chart", "secret=b").decide();
        gateway.begins().decide();
        gateway.completes().decide();
    }

    private IncidentStory incident(Source source) {
        IncidentStory incident = new IncidentStory(gateway, "i1").flags("assistant");
        incident.incident.getSpec().source = source;
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = ResponseMode.Auto;
        return incident;
    }

    private Optional<Condition> condition() {
        ModelDeployment model = new IncidentStory(gateway, "any").model;
        model.getMetadata().setGeneration(1L);
        return new ModelStatus(clock)
                        .of(
                                model,
                                gateway.decide(),
                                Map.of(),
                                new QuarantineView(Set.of(), Enforcement.Unknown),
                                List.of(),
                                null)
                        .conditions
                        .stream()
                        .filter(ConditionType.SecretChanged::isOf)
                        .findFirst();
    }

    @Test
    void the_model_says_so_until_the_checksum_is_back() {
        v1ThenV2AreGood();
        assertThat(condition()).isEmpty();

        secretChanges();
        assertThat(condition().orElseThrow().getMessage())
                .contains("of " + gateway.revision("v2").name(), WORDS, "checksum/secret");
        assertThat(gateway.revisions).as("no new revision").hasSize(2);

        gateway.checksums("chart", "secret=a").decide();
        assertThat(condition()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Source.class,
            names = {"Person", "Probe"})
    void an_older_revision_would_start_with_the_same_secret(Source source) {
        v1ThenV2AreGood();
        gateway.passes(Duration.ofDays(3));
        secretChanges();
        IncidentStory incident = incident(source).reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Skipped SecretChanged");
        assertThat(incident.step("1/rollback").message)
                .contains(gateway.revision("v1").name(), WORDS, "checksum/secret", "spec.response.rollback");
        assertThat(incident.rollbacks()).isEmpty();
        assertThat(incident.flagsTried()).containsExactly("assistant");
        assertThat(incident.incident.getStatus().plan.why).contains(WORDS);
        assertThat(incident.incident.getStatus().diagnosis.changes)
                .singleElement()
                .asString()
                .contains(WORDS, "checksum/secret");
        assertThat(gateway.stateOf("v2")).as("the revision is not to blame").isEqualTo(RevisionState.Good);
    }

    @Test
    void what_was_good_before_the_secret_changed_is_proven_however_young() {
        v1ThenV2AreGood();
        secretChanges();

        assertThat(incident(Source.Probe).reconcile().how("1/rollback")).isEqualTo("Skipped SecretChanged");
    }

    @Test
    void what_was_deployed_of_late_and_never_good_is_as_likely_the_cause() {
        gateway.checksums("chart", "secret=a").rollsOut("v1").earnsGood();
        gateway.rollsOut("v2");
        secretChanges();
        IncidentStory incident = incident(Source.Probe).reconcile();

        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.step("1/rollback").message).contains("restored", WORDS);
    }

    @Test
    void an_image_that_drifts_as_well_is_rolled_back() {
        gateway.pulls("r/g@sha256:a")
                .checksums("chart", "secret=a")
                .rollsOut("v1")
                .earnsGood();
        gateway.rollsOut("v2").earnsGood();
        gateway.passes(Duration.ofDays(3)).pulls("r/g@sha256:b");
        secretChanges();

        assertThat(incident(Source.Probe).reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void one_that_is_long_ago_is_no_reason() {
        v1ThenV2AreGood();
        secretChanges();
        gateway.passes(Duration.ofDays(3)).decide();

        assertThat(incident(Source.Probe).reconcile().how("1/rollback")).isEqualTo("Skipped NoRecentChange");
        assertThat(incident(Source.Person).reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void a_person_who_names_the_target_has_it_restored() {
        v1ThenV2AreGood();
        secretChanges();
        IncidentStory incident = incident(Source.Person);
        incident.incident.getSpec().response = new IncidentResponse();
        incident.incident.getSpec().response.rollback = new RollbackTarget();
        incident.incident.getSpec().response.rollback.toRevision =
                gateway.revision("v1").name();

        assertThat(incident.reconcile().rollbacks()).hasSize(1);
    }

    @Test
    void without_an_older_revision_that_is_the_reason() {
        gateway.checksums("chart", "secret=a").rollsOut("v1").earnsGood();
        secretChanges();
        IncidentStory incident = incident(Source.Person).reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Skipped NoLastGood");
        assertThat(incident.step("1/rollback").message).contains(WORDS);
    }

    @Test
    void helm_writes_the_config_map_before_the_workload_with_its_checksum() {
        gateway.checksums("chart", "config=x").rollsOut("v1").earnsGood();
        gateway.passes(Duration.ofHours(1)).writes("c2").decide();
        gateway.checksums("chart", "config=y").decide();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();

        assertThat(gateway.revisions).hasSize(2);
        assertThat(gateway.revision("v1", "c2").checksums().change()).isNull();
        assertThat(condition()).isEmpty();
    }

    @Test
    void another_tool_writes_the_workload_first() {
        gateway.checksums("chart", "config=x").rollsOut("v1").earnsGood();
        gateway.passes(Duration.ofHours(1)).checksums("chart", "config=y").decide();
        gateway.passes(Duration.ofMillis(100)).writes("c2").decide();
        assertThat(condition()).isEmpty();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();

        assertThat(gateway.revisions).hasSize(2);
        assertThat(gateway.revision("v1", "c1").checksums().change()).isNull();
        assertThat(gateway.revision("v1", "c2").checksums().change()).isNull();
    }

    @Test
    void what_a_rollback_restores_is_no_change() {
        gateway.checksums("chart", "config=x").rollsOut("v1").earnsGood();
        // Recorded with the checksum of before, as Helm writes it.
        gateway.passes(Duration.ofHours(1)).writes("c2").decide();
        gateway.checksums("chart", "config=y").decide();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        gateway.earnsGood();
        gateway.checksums("chart", "config=z").declares("v2").decide();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();

        IncidentStory incident = incident(Source.Person).reconcile();
        assertThat(incident.rollbacks()).hasSize(1);
        gateway.restore(incident.rollbacks().get(0));
        gateway.decide();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        assertThat(gateway.serving()).isEqualTo("v1");
        assertThat(condition()).isEmpty();
    }
}
