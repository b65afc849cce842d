package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Response;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.ImageBytes;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tag of an image moves, and pods that start later run other bytes of the same revision. */
class ImageDriftTest {

    private static final String OLD = "example.test/gateway@sha256:" + "a".repeat(64);
    private static final String NEW = "example.test/gateway@sha256:" + "b".repeat(64);

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    private void latestIsGoodAndMoves() {
        gateway.pulls(OLD).rollsOut("latest").earnsGood();
        gateway.passes(Duration.ofDays(3)).restarts().begins().decide();
        gateway.pulls(NEW).completes().decide();
    }

    private IncidentStory incident(Source source) {
        IncidentStory incident = new IncidentStory(gateway, "i1").flags("assistant");
        incident.incident.getSpec().source = source;
        incident.model.getSpec().response = new Response();
        incident.model.getSpec().response.mode = ResponseMode.Auto;
        return incident;
    }

    private Optional<Condition> condition() {
        IncidentStory any = new IncidentStory(gateway, "any");
        ModelDeployment model = any.model;
        model.getMetadata().setGeneration(1L);
        ModelDeploymentStatus status = new ModelStatus(clock)
                .of(
                        model,
                        gateway.decide(),
                        Map.of(),
                        new QuarantineView(Set.of(), Enforcement.Unknown),
                        List.of(),
                        null);
        return status.conditions.stream()
                .filter(ConditionType.ImageDrifted::isOf)
                .findFirst();
    }

    @Test
    void the_model_says_so_until_the_bytes_are_back() {
        gateway.pulls(OLD).rollsOut("latest").earnsGood();
        assertThat(condition()).isEmpty();

        gateway.restarts().begins().pulls(NEW).completes().decide();
        assertThat(condition().orElseThrow().getMessage())
                .contains("of " + gateway.revision("latest").name(), "container gateway", "deploy " + OLD);
        assertThat(gateway.revisions).as("still one revision").hasSize(1);

        gateway.restarts().begins().pulls(OLD).completes().decide();
        assertThat(condition()).isEmpty();
    }

    @Test
    void pods_of_the_revision_before_are_not_those_of_a_new_one() {
        gateway.pulls(OLD).rollsOut("v1").earnsGood();
        gateway.declares("v2").decide();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().showsPodsOf("v1").decide();
        assertThat(gateway.revision("v2").images()).isEqualTo(ImageBytes.UNKNOWN);

        gateway.showsPodsOf(null).pulls(NEW).passes(Duration.ofMinutes(5)).decide();
        assertThat(gateway.revision("v2").images().first()).containsEntry("gateway", Set.of(NEW));
        assertThat(gateway.revision("v2").images().drift()).isNull();
    }

    @Test
    void a_person_learns_it_where_there_is_nothing_to_go_back_to() {
        latestIsGoodAndMoves();
        IncidentStory incident = incident(Source.Person).reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Skipped NoLastGood");
        assertThat(incident.step("1/rollback").message).contains("other bytes under the same tag", "deploy " + OLD);
        assertThat(incident.incident.getStatus().diagnosis.changes)
                .singleElement()
                .asString()
                .contains("container gateway", "sha256:aaaaaaaaaaaa -> sha256:bbbbbbbbbbbb");
        assertThat(incident.flagsTried()).containsExactly("assistant");
    }

    @Test
    void it_counts_as_a_recent_change_of_a_revision_that_has_served_for_long() {
        gateway.rollsOut("v1").earnsGood();
        latestIsGoodAndMoves();
        IncidentStory incident = incident(Source.Probe).reconcile();

        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(incident.step("1/rollback").message).contains("restored", "other bytes under the same tag");
        assertThat(incident.incident.getStatus().plan.why).contains("other bytes under the same tag");
    }

    @Test
    void one_that_is_long_ago_does_not() {
        gateway.rollsOut("v1").earnsGood();
        latestIsGoodAndMoves();
        gateway.passes(Duration.ofDays(3)).decide();
        IncidentStory incident = incident(Source.Probe).reconcile();

        assertThat(incident.how("1/rollback")).isEqualTo("Skipped NoRecentChange");
    }
}
