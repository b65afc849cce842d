package dev.lastgood.decide.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RollbackEvent;
import dev.lastgood.decide.IncidentStory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerStateTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static Instant ago(int minutes) {
        return NOON.minus(Duration.ofMinutes(minutes));
    }

    private static AIIncident rolledBack(String name, String at) {
        AIIncident incident = IncidentStory.incident(name);
        incident.setStatus(new AIIncidentStatus());
        Step step = new Step();
        step.id = "1/rollback";
        step.type = StepType.Rollback;
        step.state = StepState.Done;
        step.reason = "Patched";
        step.finishedAt = at;
        incident.getStatus().steps.add(step);
        return incident;
    }

    private static List<String> events(List<RollbackEvent> known, AIIncident... incidents) {
        var model = IncidentStory.model("pricing");
        model.setStatus(new ModelDeploymentStatus());
        model.getStatus().rollbacks = known;
        return BreakerState.events(model, List.of(incidents)).stream()
                .map(e -> e.incident + " " + e.at)
                .toList();
    }

    @Test
    void it_closes_when_the_oldest_that_makes_it_too_many_leaves_the_window() {
        var model = IncidentStory.model("pricing");

        assertThat(BreakerState.of(model, List.of(ago(1), ago(2)), NOON).isOpen())
                .isFalse();
        assertThat(BreakerState.of(model, List.of(ago(1), ago(30), ago(2)), NOON)
                        .closes())
                .isEqualTo(NOON.plus(Duration.ofMinutes(30)));
        assertThat(BreakerState.of(model, List.of(ago(1), ago(30), ago(2), ago(50)), NOON)
                        .closes())
                .isEqualTo(NOON.plus(Duration.ofMinutes(30)));
        assertThat(BreakerState.of(model, List.of(ago(1), ago(2), ago(60)), NOON)
                        .isOpen())
                .isFalse();
    }

    @Test
    void newest_first_each_once_and_those_of_deleted_incidents_stay() {
        RollbackEvent known = new RollbackEvent();
        known.incident = "gone";
        known.at = "2026-11-23T10:00:00Z";
        RollbackEvent also = new RollbackEvent();
        also.incident = "i1";
        also.at = "2026-11-23T11:00:00Z";

        assertThat(events(
                        List.of(known, also),
                        rolledBack("i1", "2026-11-23T11:00:00Z"),
                        rolledBack("i2", "2026-11-23T11:00:00.500Z")))
                .containsExactly("i2 2026-11-23T11:00:00.500Z", "i1 2026-11-23T11:00:00Z", "gone 2026-11-23T10:00:00Z");
    }

    @Test
    void drills_dry_runs_and_what_was_shared_do_not_count() {
        AIIncident drill = rolledBack("drill", "2026-11-23T11:00:00Z");
        drill.getSpec().drill = true;
        AIIncident dryRun = rolledBack("dry-run", "2026-11-23T11:00:00Z");
        dryRun.getSpec().response = new IncidentResponse();
        dryRun.getSpec().response.dryRun = true;
        AIIncident joined = rolledBack("joined", "2026-11-23T11:00:00Z");
        joined.getStatus().steps.get(0).reason = "Joined";

        assertThat(events(List.of(), drill, dryRun, joined)).isEmpty();
    }

    @Test
    void the_newest_twenty_are_kept() {
        List<AIIncident> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(rolledBack("i" + i, NOON.plusSeconds(i).toString()));
        }

        assertThat(events(List.of(), many.toArray(AIIncident[]::new)))
                .hasSize(20)
                .first()
                .isEqualTo("i29 2026-11-23T12:00:29Z");
    }
}
