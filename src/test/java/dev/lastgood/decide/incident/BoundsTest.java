package dev.lastgood.decide.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.Sharing;
import dev.lastgood.lib.BoundedText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A status beyond the CRD's maxima is refused by the API server as a whole: the incident would stand still. */
class BoundsTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);

    @Test
    void many_attempts_with_many_flags_keep_the_newest_steps() {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        String[] flags = IntStream.range(0, 32).mapToObj(i -> "flag-" + i).toArray(String[]::new);
        IncidentStory incident = new IncidentStory(gateway, "i1").flags(flags);
        for (int attempt = 1; attempt <= 6; attempt++) {
            incident.incident.getSpec().attempt = attempt;
            incident.reconcile();
            AIIncidentStatus status = incident.incident.getStatus();
            assertThat(status.steps).hasSizeLessThanOrEqualTo(64);
            assertThat(status.timeline).hasSizeLessThanOrEqualTo(50);
            assertThat(status.flags).hasSizeLessThanOrEqualTo(32);
            String current = attempt + "/";
            assertThat(status.steps.stream().filter(s -> s.id.startsWith(current)))
                    .as("all of the current attempt")
                    .hasSize(35);
            assertThat(incident.flagsTried()).hasSize(32 * attempt);
        }
    }

    @Test
    void flags_of_other_names_in_each_attempt_stay_within_the_bounds() {
        gateway.rollsOut("v1").passes(Duration.ofMinutes(1));
        IncidentStory incident = new IncidentStory(gateway, "i1");
        for (int attempt = 1; attempt <= 3; attempt++) {
            String prefix = "a" + attempt + "-";
            incident.flags(IntStream.range(0, 32).mapToObj(i -> prefix + i).toArray(String[]::new));
            incident.incident.getSpec().attempt = attempt;
            incident.reconcile();
            assertThat(incident.incident.getStatus().flags).hasSize(32);
            assertThat(incident.incident.getStatus().flags).allMatch(f -> f.name.startsWith(prefix));
        }
    }

    @Test
    void many_users_of_a_shared_config_map_leave_room_for_the_way_to_approve() {
        gateway.rollsOut("v1").earnsGood();
        Set<String> users = IntStream.range(0, 40)
                .mapToObj(i -> "CronJob/" + i + "-" + "n".repeat(240))
                .collect(Collectors.toSet());
        gateway.neighborhood = new Neighborhood(
                null, new Sharing(SharedConfigMaps.Restore, Map.of("c".repeat(253), users)), List.of());
        gateway.writes("c2").rollsOut("v2").passes(Duration.ofMinutes(1));
        IncidentStory incident = new IncidentStory(gateway, "i1");
        incident.response().mode = ResponseMode.Suggest;
        incident.reconcile();

        Plan plan = incident.incident.getStatus().plan;
        assertThat(plan.alsoAffects).hasSize(16).allSatisfy(user -> assertThat(user)
                .hasSizeLessThanOrEqualTo(512)
                .startsWith("CronJob/"));
        assertThat(incident.ready().getMessage()).contains("and 13 more", "approvedPlan to " + plan.hash);
    }

    @Test
    void long_messages_are_cut_and_never_inside_a_character() {
        for (int shift = 0; shift < 2; shift++) {
            String message = "x".repeat(shift) + "🧨".repeat(5000);
            String cut = BoundedText.message(message);

            assertThat(cut).hasSizeLessThanOrEqualTo(1024).endsWith("…");
            assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(cut);
        }
        assertThat(BoundedText.message("short")).isEqualTo("short");
        assertThat(BoundedText.message(null)).isNull();
    }

    @Test
    void what_a_database_or_an_annotation_brings_is_bounded_too() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v".repeat(5000)).passes(Duration.ofMinutes(1));
        IncidentStory incident = new IncidentStory(gateway, "i1");
        incident.rollback = r -> {
            incident.patch(r);
            return RollbackOutcome.patched("m".repeat(5000));
        };
        String wide = "w".repeat(5000);
        incident.results.put(
                "1/record-evidence",
                new EvidenceResult(
                        new RecordResult(StepState.Done, Reason.Recorded, wide),
                        new PromptEvidence(wide, wide, Map.of("system", wide, "user", wide), "no uuid")));
        incident.reconcile();

        AIIncidentStatus status = incident.incident.getStatus();
        assertThat(status.evidence.traceId).hasSizeLessThanOrEqualTo(128);
        assertThat(status.evidence.promptDigest).hasSizeLessThanOrEqualTo(256);
        assertThat(status.evidence.runId).isNull();
        assertThat(status.evidence.promptVersions.values()).allMatch(v -> v.length() <= 256);
        assertThat(status.evidence.servingVersion).hasSizeLessThanOrEqualTo(253);
        assertThat(status.evidence.servingImage).hasSizeLessThanOrEqualTo(1024);
        assertThat(status.rollback.fromVersion).hasSizeLessThanOrEqualTo(253);
        assertThat(status.plan.why).hasSizeLessThanOrEqualTo(1024);
        assertThat(status.steps).extracting((Step s) -> s.message).allMatch(m -> m.length() <= 1024);
        assertThat(status.timeline).extracting(t -> t.message).allMatch(m -> m.length() <= 1024);
        assertThat(status.conditions).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void sixty_lines_leave_the_newest_fifty() {
        StatusDraft draft = new StatusDraft(IncidentStory.incident("i"), new AIIncidentStatus(), clock);
        for (int i = 0; i < 60; i++) {
            draft.log(Reason.Captured, "line " + i);
        }

        assertThat(draft.status.timeline).hasSize(50);
        assertThat(draft.status.timeline.get(0).message).isEqualTo("line 10");
        assertThat(draft.status.timeline.get(49).message).isEqualTo("line 59");
    }
}
