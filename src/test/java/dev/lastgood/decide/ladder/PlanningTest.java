package dev.lastgood.decide.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.Sharing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** v1 is Good; what follows it is bad, and others use its ConfigMap. */
class PlanningTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @BeforeEach
    void v1_is_good() {
        gateway.rollsOut("v1").earnsGood();
        shared(SharedConfigMaps.Restore, "CronJob/nightly");
    }

    private void shared(SharedConfigMaps policy, String user) {
        gateway.neighborhood = new Neighborhood(null, new Sharing(policy, Map.of("prompts", Set.of(user))), List.of());
    }

    private IncidentStory suggested() {
        gateway.passes(Duration.ofMinutes(1));
        IncidentStory incident = new IncidentStory(gateway, "i1").flags("assistant");
        incident.response().mode = ResponseMode.Suggest;
        return incident.reconcile();
    }

    private static Plan plan(IncidentStory incident) {
        return incident.incident.getStatus().plan;
    }

    @Test
    void others_that_get_the_restored_configuration_are_named() {
        gateway.writes("c2").rollsOut("v2");

        IncidentStory incident = suggested();

        assertThat(plan(incident).alsoAffects).containsExactly("CronJob/nightly (prompts)");
        assertThat(incident.ready().getMessage()).contains("also used by CronJob/nightly (prompts)");
    }

    @Test
    void no_one_is_named_if_only_the_template_is_restored() {
        gateway.rollsOut("v2");

        assertThat(plan(suggested()).alsoAffects).isEmpty();
    }

    @Test
    void no_one_is_named_if_shared_config_maps_are_not_restored() {
        shared(SharedConfigMaps.Refuse, "CronJob/nightly");
        gateway.writes("c2").rollsOut("v2");

        assertThat(plan(suggested()).alsoAffects).isEmpty();
    }

    @Test
    void a_job_that_begins_later_is_named_and_the_approval_stays_valid() {
        gateway.writes("c2").rollsOut("v2");
        IncidentStory incident = suggested();
        String hash = plan(incident).hash;

        shared(SharedConfigMaps.Restore, "Job/eval");
        incident.reconcile();

        assertThat(plan(incident).alsoAffects).containsExactly("Job/eval (prompts)");
        assertThat(plan(incident).hash).isEqualTo(hash);
    }
}
