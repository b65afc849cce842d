package dev.lastgood.decide.aftermath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.incident.PastRun;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Prompts;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosingTest {
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory incident;

    @BeforeEach
    void v1_is_good_and_v2_serves() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        incident = new IncidentStory(gateway, "i1");
    }

    private AIIncidentStatus status() {
        return incident.incident.getStatus();
    }

    private Diagnosis diagnosis() {
        return status().diagnosis;
    }

    private void compared(List<String> lines) {
        incident.change = new Change(status().suspect, status().plan.to, lines);
    }

    private void evidence(Map<String, String> versions, List<PastRun> runs) {
        incident.results.put(
                "1/record-evidence",
                new EvidenceResult(
                        new RecordResult(StepState.Done, Reason.Captured, "found"),
                        new PromptEvidence(null, "t 1/2", versions, null, runs)));
    }

    private static PastRun run(String text) {
        PastRun run = new PastRun();
        run.id = run.action = run.status = run.targetVersion = run.createdAt = text;
        return run;
    }

    @Test
    void the_change_is_asked_for_once_and_the_rollback_does_not_wait() {
        incident.reconcile();
        assertThat(incident.rollbacks()).hasSize(1);
        assertThat(Diagnosing.isWanted(status())).isTrue();

        compared(List.of("container gateway: image g:1 -> g:2"));
        incident.reconcile();
        assertThat(diagnosis().failed).isEqualTo(status().suspect);
        assertThat(diagnosis().lastGood).isEqualTo(status().plan.to);
        assertThat(diagnosis().changes).containsExactly("container gateway: image g:1 -> g:2");
        assertThat(diagnosis().moreChanges).isNull();
        assertThat(Diagnosing.isWanted(status())).isFalse();

        incident.change = null;
        incident.reconcile();
        assertThat(diagnosis().changes).hasSize(1);
    }

    @Test
    void a_comparison_of_another_plan_is_not_taken_and_another_attempt_begins_anew() {
        incident.reconcile();
        incident.change = new Change("another", status().plan.to, List.of("x"));
        incident.reconcile();
        assertThat(diagnosis().changes).isEmpty();

        compared(List.of("x"));
        incident.reconcile();
        incident.change = null;
        gateway.completes().decide();
        incident.reconcile();
        incident.incident.getSpec().attempt = 2;
        incident.reconcile();
        assertThat(diagnosis().failed).isNull();
    }

    @ParameterizedTest
    @CsvSource({"7, 7, Matches", "8, 7, Differs", "8, , Unknown", ", 7, Unknown"})
    void prompt_versions_that_were_logged_against_those_of_Git(String logged, String declared, String verdict) {
        incident.model.getSpec().prompts = new Prompts();
        if (declared != null) {
            incident.model.getSpec().prompts.versions.put("system", declared);
        }
        incident.reconcile();
        evidence(logged == null ? Map.of() : Map.of("system", logged), List.of());
        incident.reconcile();

        assertThat(diagnosis().prompts).singleElement().satisfies(p -> {
            assertThat(p.name).isEqualTo("system");
            assertThat(p.logged).isEqualTo(logged);
            assertThat(p.declared).isEqualTo(declared);
            assertThat(p.verdict).isEqualTo(verdict);
        });
    }

    @Test
    void what_was_compared_after_the_resolution_comes_in_too() {
        incident.reconcile();
        gateway.completes().decide();
        incident.resolves(Resolution.Kind.Fixed).reconcile();
        compared(List.of("x"));
        incident.reconcile();

        assertThat(incident.phase()).isEqualTo(Phase.Resolved);
        assertThat(diagnosis().changes).containsExactly("x");
    }

    @Test
    void the_last_runs_come_with_the_evidence() {
        incident.reconcile();
        evidence(Map.of(), List.of(run("a"), run("b")));
        incident.reconcile();

        assertThat(diagnosis().runs).extracting(r -> r.id).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"w", "語", "🧨"})
    void it_stays_within_8_KiB_whatever_others_wrote(String letter) {
        String wide = letter.repeat(5000);
        Map<String, String> versions = new TreeMap<>();
        IntStream.range(0, 12).forEach(i -> versions.put(i + wide, wide));
        incident.model.getSpec().prompts = new Prompts();
        incident.model.getSpec().prompts.versions = versions;
        incident.reconcile();
        compared(IntStream.range(0, 500).mapToObj(i -> i + wide).toList());
        evidence(versions, Collections.nCopies(9, run(wide)));
        incident.reconcile();

        assertThat(Json.tree(diagnosis()).toString().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(8 * 1024);
        assertThat(diagnosis().changes.size() + diagnosis().moreChanges).isEqualTo(500);
        assertThat(diagnosis().changes).isNotEmpty();
        assertThat(diagnosis().runs).hasSize(5);
    }

    @Test
    void links_are_encoded() {
        LinkTemplates templates = new LinkTemplates(
                "https://grafana.test/d/ai?var-model={model}&ns={namespace}&i={incident}",
                "https://tempo.test/trace/{traceId}",
                null,
                "https://console.test/{namespace}/{incident}");
        incident.model.getSpec().modelId = "pricing/eu&all";

        assertThat(templates.links(incident.incident, incident.model, null).dashboard)
                .isEqualTo("https://grafana.test/d/ai?var-model=pricing%2Feu%26all&ns=ai&i=i1");
        assertThat(templates.links(incident.incident, incident.model, null).trace)
                .isNull();
        assertThat(templates.links(incident.incident, incident.model, "t {model}/?#").trace)
                .isEqualTo("https://tempo.test/trace/t%20%7Bmodel%7D%2F%3F%23");
        assertThat(templates.links(incident.incident, incident.model, "t".repeat(600)).trace)
                .as("a cut link leads nowhere")
                .isNull();
        assertThat(LinkTemplates.NONE.links(incident.incident, incident.model, "t"))
                .isNull();
    }
}
