package dev.lastgood.decide.opening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Kinship;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** v2 was rolled back to v1 and is quarantined; its incident is over. */
class ReturnedRevisionTest {

    private static final String INCIDENT = "wrong-prices";

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private final ModelDeployment model = IncidentStory.model("pricing");
    private final List<ModelDeployment> owners = new ArrayList<>(List.of(model));
    private final List<AIIncident> known = new ArrayList<>();

    @BeforeEach
    void v2_was_rolled_back() {
        gateway.decide();
        gateway.earnsGood();
        gateway.passes(Duration.ofHours(1)).rollsOut("v2");
        quarantine("v2");
        gateway.passes(Duration.ofMinutes(1)).rollsOut("v1");
        gateway.passes(Duration.ofHours(1));
        AIIncident over = IncidentStory.incident(INCIDENT);
        over.getSpec().trigger = Trigger.Hallucination;
        over.setStatus(new AIIncidentStatus());
        over.getStatus().phase = Phase.Closed;
        over.getStatus().suspect = gateway.revision("v2").name();
        over.getStatus().times = new Times();
        over.getStatus().times.resolved = clock.instant().toString();
        over.getStatus().times.closed = clock.instant().toString();
        known.add(over);
        gateway.passes(Duration.ofHours(1));
    }

    private void quarantine(String version) {
        gateway.replace(gateway.revision(version)
                .blamed(RevisionState.Quarantined, Reason.RolledBack, INCIDENT, clock.instant()));
    }

    private Optional<AIIncident> opened() {
        return ReturnedRevision.of(model, owners, gateway.view(), known);
    }

    @Test
    void nothing_is_opened_while_it_stays_out() {
        assertThat(gateway.stateOf("v2")).isEqualTo(RevisionState.Quarantined);
        assertThat(opened()).isEmpty();
        gateway.rollsOut("v3");
        assertThat(opened()).isEmpty();
    }

    @Test
    void it_opens_one_that_says_what_came_back_and_acts_at_once() {
        gateway.rollsOut("v2");

        AIIncident incident = opened().orElseThrow();
        assertThat(Validity.problem(incident)).isEmpty();
        assertThat(incident.getSpec().source).isEqualTo(Source.Return);
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.Hallucination);
        assertThat(incident.getSpec().suspect).isEqualTo(gateway.revision("v2").name());
        assertThat(incident.getSpec().summary).contains(gateway.revision("v2").name(), "was brought back");
        assertThat(incident.getSpec().response.mode).isEqualTo(ResponseMode.Auto);

        known.add(incident);
        assertThat(opened()).as("an incident looks after it now").isEmpty();
    }

    @Test
    void what_is_blamed_under_another_label_is_it_too() {
        gateway.rollsOut("v2 with another run id");
        gateway.kin.put(gateway.revision("v2").name(), Kinship.Returned);

        assertThat(opened().orElseThrow().getSpec().suspect)
                .isEqualTo(gateway.revision("v2 with another run id").name());
    }

    @Test
    void it_is_not_opened_for_what_somebody_ended_an_incident_with() {
        gateway.rollsOut("v2");
        known.get(0).getStatus().times.closed = clock.instant().plusSeconds(1).toString();
        assertThat(opened()).isEmpty();
    }

    @Test
    void pods_that_started_in_the_second_of_the_end_count_as_later() {
        gateway.rollsOut("v2");
        known.get(0).getStatus().times.closed = gateway.revision("v2")
                .servedSince()
                .truncatedTo(ChronoUnit.SECONDS)
                .plusMillis(900)
                .toString();
        assertThat(opened()).isPresent();
    }

    @Test
    void a_released_revision_may_come_back() {
        gateway.replace(gateway.revision("v2").released(clock.instant()));
        gateway.rollsOut("v2");
        assertThat(opened()).isEmpty();
    }

    @Test
    void it_is_opened_although_the_first_incident_was_deleted() {
        known.clear();
        gateway.rollsOut("v2");
        assertThat(opened().orElseThrow().getSpec().trigger).isEqualTo(Trigger.Manual);
    }

    @Test
    void of_several_models_the_one_whose_incident_it_was_opens_it() {
        owners.add(0, IncidentStory.model("advice"));
        gateway.rollsOut("v2");
        assertThat(opened()).isPresent();
        known.clear();
        assertThat(opened()).as("then the first by name").isEmpty();
    }

    @Test
    void a_model_that_only_observes_still_does() {
        model.getSpec().response = new Response();
        model.getSpec().response.mode = ResponseMode.Observe;
        gateway.rollsOut("v2");
        assertThat(opened().orElseThrow().getSpec().response.mode).isEqualTo(ResponseMode.Observe);
    }
}
