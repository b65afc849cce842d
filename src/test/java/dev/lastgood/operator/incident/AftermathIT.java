package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** What comes after an incident: its diagnosis, its retrospective, and what closes it. */
@RealApiServer
class AftermathIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(
                Map.of(
                        "LASTGOOD_LINKS_DASHBOARD", "https://grafana.test/d/ai?var-model={model}&ns={namespace}",
                        "LASTGOOD_LINKS_TRACE", "https://tempo.test/trace/{traceId}"),
                3);
    }

    private static String held(AIIncident incident) {
        return Stage.condition(incident.getStatus().conditions, "RetrospectiveHeld");
    }

    private static String message(AIIncident incident, String type) {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    private static void awaitOverdue(int count) {
        Eventually.eventually(count + " overdue", () -> assertThat(metrics())
                .contains("lastgood_retrospectives_overdue " + count + ".0"));
    }

    private static String metrics() {
        try {
            return operator.process().get("/q/metrics").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void resolve(Stage stage, String resolution) {
        stage.kubectl(
                "patch", "aii", INCIDENT, "--type=merge", "-p", "{\"spec\": {\"resolution\": " + resolution + "}}");
    }

    private static String refused(Stage stage, String resolution) {
        Kubectl.Result result = stage.tryApply(Stage.incident(INCIDENT, "resolution: " + resolution));
        assertThat(result.exit()).isNotZero();
        return result.err();
    }

    @ConcurrentTest
    void theRetrospectiveIsOverdueAtItsTimeAndTheIncidentClosesOnceAllIsSaid() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.model("response: {retrospectiveWithin: 4s}"));
        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident due = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        Instant mitigated = Instant.parse(due.getStatus().times.mitigated);
        assertThat(due.getStatus().deadlines.retrospective)
                .isEqualTo(mitigated.plusSeconds(4).toString());
        AIIncident overdue = stage.awaitIncident(
                INCIDENT, "overdue", i -> assertThat(held(i)).isEqualTo("False/RetrospectiveOverdue"));
        assertThat(overdue.getStatus().timeline)
                .filteredOn(l -> l.reason.equals("RetrospectiveOverdue"))
                .singleElement()
                .satisfies(l ->
                        assertThat(Instant.parse(l.at)).isBetween(mitigated.plusSeconds(4), mitigated.plusSeconds(6)));
        Eventually.eventually("an Event warns", () -> assertThat(stage.kubectl("get", "events", "-o", "wide"))
                .containsPattern("Warning +RetrospectiveOverdue"));
        awaitOverdue(1);

        resolve(stage, "{\"kind\": \"Fixed\", \"rootCause\": \"trained on test data\", \"followUps\": []}");
        AIIncident resolved = stage.awaitPhase(INCIDENT, Phase.Resolved);
        assertThat(Stage.condition(resolved.getStatus().conditions, "Ready")).isEqualTo("False/ResolutionIncomplete");
        assertThat(message(resolved, "Ready"))
                .contains("spec.resolution.mitigation", "spec.resolution.followUps", "spec.resolution.retrospective")
                .doesNotContain("rootCause");

        resolve(
                stage,
                "{\"mitigation\": \"rolled back\", \"followUps\": [\"check the data set\"], \"retrospective\": {\"heldAt\": \""
                        + Instant.now() + "\", \"url\": \"https://wiki.example.com/42\"}}");
        AIIncident closed = stage.awaitPhase(INCIDENT, Phase.Closed);
        assertThat(held(closed)).isEqualTo("True/RetrospectiveHeld");
        assertThat(Stage.condition(closed.getStatus().conditions, "Ready")).isEqualTo("True/ResolutionComplete");
        assertThat(closed.getStatus().times.resolved).isNotNull();
        awaitOverdue(0);
    }

    @ConcurrentTest
    void theDiagnosisShowsWhatCameInWithTheFailedRevision() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}]\n";
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.gateway("1.0", uses))
                .apply(Stage.model("prompts: {versions: {system: \"7\"}}"))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts", "system", "be creative"))
                .apply(Stage.gateway("1.1", uses))
                .awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, "traceId: a/b"));

        AIIncident incident = stage.awaitIncident(INCIDENT, "rolled back and diagnosed", i -> {
            assertThat(i.getStatus().rollback).isNotNull();
            assertThat(i.getStatus().diagnosis.changes).isNotEmpty();
        });
        Diagnosis diagnosis = incident.getStatus().diagnosis;
        assertThat(diagnosis.failed).isEqualTo(incident.getStatus().suspect);
        assertThat(diagnosis.lastGood).isEqualTo(incident.getStatus().rollback.toRevision);
        assertThat(diagnosis.changes)
                .contains(
                        "container gateway: image example.test/gateway:1.0 -> example.test/gateway:1.1",
                        "container gateway: env MODEL_VERSION changed")
                .anySatisfy(l -> assertThat(l).matches("key system of ConfigMap prompts: [0-9a-f]{12} -> [0-9a-f]{12}"))
                .hasSize(3);
        assertThat(diagnosis.prompts).singleElement().satisfies(p -> assertThat(p.name + p.declared + p.verdict)
                .isEqualTo("system7Unknown"));
        assertThat(diagnosis.links.dashboard)
                .isEqualTo("https://grafana.test/d/ai?var-model=pricing&ns=" + stage.namespace());
        assertThat(diagnosis.links.trace).isEqualTo("https://tempo.test/trace/a%2Fb");
        assertThat(stage.awaitPhase(INCIDENT, Phase.Mitigated).getStatus().diagnosis.changes)
                .as("it stays")
                .hasSize(3);
    }

    @ConcurrentTest
    void whatCannotBeAResolutionIsRefusedAtOnce() {
        Stage stage = operator.stage();
        assertThat(refused(stage, "{kind: Fixed, retrospective: {heldAt: \"2026-11-24T14:00:00Z\", url: \"wiki/42\"}}"))
                .contains("url is where the notes are: write one such as https://");
        assertThat(refused(stage, "{kind: Fixed, retrospective: {url: \"https://wiki.test/42\"}}"))
                .contains("retrospective.heldAt: Required");
        assertThat(refused(stage, "{kind: Fixed, rootCause: " + "x".repeat(4097) + "}"))
                .contains("4096");
        assertThat(stage.tryApply(Stage.model("response: {retrospectiveWithin: two days}"))
                        .err())
                .contains("retrospectiveWithin is a duration between 1s and 8760h: write one such as 48h");
        assertThat(stage.tryApply(Stage.model("prompts: {versions: {system: \"" + "7".repeat(65) + "\"}}"))
                        .err())
                .contains("names and versions of prompts have 1 to 64 characters");
    }
}
