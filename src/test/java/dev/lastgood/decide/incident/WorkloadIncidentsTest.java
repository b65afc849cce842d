package dev.lastgood.decide.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadIncidentsTest {

    private final AIIncident own = incident("own", Phase.Open, "r1");
    private final AIIncident other = incident("other", Phase.Stabilizing, "r2");

    @Test
    void what_another_incident_has_rolled_back_is_held_and_the_own_suspect_is_not() {
        assertThat(held(other)).as("only suspected").isEmpty();
        restore(other);
        restore(own);
        assertThat(held(other)).isEqualTo(Map.of("r2", "other"));
    }

    @Test
    void nothing_is_held_by_one_that_is_over_or_new_or_has_no_suspect() {
        assertThat(held(incident("over", Phase.Closed, "r2"))).isEmpty();
        assertThat(held(incident("new", null, "r2"))).isEmpty();
        assertThat(held(incident("blank", Phase.Open, null))).isEmpty();
    }

    @Test
    void nothing_is_held_by_a_dry_run_or_a_false_alarm() {
        restore(other);
        other.getSpec().response = new IncidentResponse();
        other.getSpec().response.dryRun = true;
        assertThat(held(other)).isEmpty();

        AIIncident alarm = incident("alarm", Phase.Mitigated, "r2");
        restore(alarm);
        alarm.getSpec().resolution = new Resolution();
        alarm.getSpec().resolution.kind = Resolution.Kind.FalseAlarm;
        assertThat(held(alarm)).isEmpty();
    }

    private static void restore(AIIncident incident) {
        incident.getStatus().attempt = 1;
        incident.getStatus().rollback = new RollbackRecord();
        incident.getStatus().rollback.toRevision = "r0";
        Step step = new Step();
        step.id = "1/rollback";
        step.type = StepType.Rollback;
        step.state = StepState.Done;
        step.finishedAt = "2026-11-23T10:00:00Z";
        incident.getStatus().steps.add(step);
    }

    @Test
    void suspects_and_targets_of_incidents_that_are_not_over_are_pinned() {
        own.getStatus().rollback = new RollbackRecord();
        own.getStatus().rollback.toRevision = "r0";

        assertThat(new WorkloadIncidents(List.of(own, other, incident("over", Phase.Closed, "r9"))).pinned())
                .containsExactlyInAnyOrder("r0", "r1", "r2");
    }

    @Test
    void a_drill_is_apart() {
        other.getSpec().drill = true;

        assertThat(new WorkloadIncidents(List.of(own, other)).apart()).containsExactly("uid-other");
    }

    private Map<String, String> held(AIIncident neighbor) {
        return new WorkloadIncidents(List.of(own, neighbor)).heldByOthers(own);
    }

    private static AIIncident incident(String name, Phase phase, String suspect) {
        AIIncident incident = new AIIncident();
        incident.getMetadata().setName(name);
        incident.getMetadata().setUid("uid-" + name);
        incident.setSpec(new AIIncidentSpec());
        incident.setStatus(new AIIncidentStatus());
        incident.getStatus().phase = phase;
        incident.getStatus().suspect = suspect;
        return incident;
    }
}
