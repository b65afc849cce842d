package dev.lastgood.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.api.Outcome;
import dev.lastgood.api.Phase;
import dev.lastgood.api.RevisionState;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Source;
import dev.lastgood.api.Trigger;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.RealApiServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Nobody applies an incident: probes find what is bad, and follow it to its end. */
@RealApiServer
class ProbesIT {

    private static final Map<String, ProbedModel> MODELS = new ConcurrentHashMap<>();
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(
                namespaces -> {
                    namespaces.forEach(namespace -> MODELS.put(namespace, new ProbedModel()));
                    return Map.of(
                            "LASTGOOD_PROBES_ADDRESSES",
                            MODELS.entrySet().stream()
                                    .map(e -> e.getKey() + "/model-gateway:8080="
                                            + e.getValue().address())
                                    .collect(Collectors.joining(",")));
                },
                6);
    }

    @AfterAll
    static void stop() {
        operator.close();
        MODELS.values().forEach(ProbedModel::close);
    }

    /** The model with a probe each second; {@code moreResponse} is YAML below response. */
    private static String probed(String moreResponse) {
        return Stage.model(
                        """
                probes:
                - name: control-status
                  trigger: GatewayErrors
                  every: 1s
                  failAfter: 2
                  http: {serviceRef: {name: model-gateway, port: 8080}, path: /control/status, expect: {status: [200]}}
                flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]
                response:
                  mode: Auto
                  settle: 1s
                  goodFor: 1s
                  resolveAfter: 2s
                """
                                + moreResponse.indent(2))
                .replace("goodness: {soak: 1s}", "goodness: {soak: 1s, minGoodSamples: 2}");
    }

    private static Stage stage() {
        return operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
    }

    private static ProbedModel answering(Stage stage) {
        return MODELS.get(stage.namespace());
    }

    /** All versions but these are healthy. */
    private static void failsFor(Stage stage, String... versions) {
        answering(stage)
                .answers(() ->
                        List.of(versions).stream().anyMatch(v -> stage.image().endsWith(":" + v)) ? 503 : 200);
    }

    private static String healthy(ModelDeployment model) {
        return Stage.condition(model.getStatus().conditions, "Healthy");
    }

    private static String onlyIncident(Stage stage) {
        Eventually.eventually(
                "an incident is there", () -> assertThat(incidents(stage)).hasSize(1));
        return incidents(stage).get(0);
    }

    private static List<String> incidents(Stage stage) {
        return stage
                .plane()
                .client()
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems()
                .stream()
                .map(i -> i.getMetadata().getName())
                .toList();
    }

    @ConcurrentTest
    void fivehundredsAreFoundRolledBackKeptOutAndResolved() {
        Stage stage = stage();
        failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0")).apply(probed("")).awaitGood("1.0");
        assertThat(stage.revision("1.0").orElseThrow().reason).isEqualTo("Probed");
        stage.awaitModel("healthy", m -> assertThat(healthy(m)).isEqualTo("True/ProbesGood"));

        stage.apply(Stage.gateway("1.1"));

        String name = onlyIncident(stage);
        AIIncident incident = stage.awaitPhase(name, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(incident.getSpec().source).isEqualTo(Source.Probe);
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.GatewayErrors);
        assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev2);
        assertThat(incident.getSpec().summary).contains("control-status", "503");
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
        stage.awaitPhase(name, Phase.Resolved);
        assertThat(incidents(stage)).hasSize(1);
        assertThat(stage.data("flags").get("assistant")).isEqualTo("true");
    }

    @ConcurrentTest
    void aTargetThatIsGoneWhileTheDeploymentIsAvailableLeadsToNothingButACondition() {
        Stage stage = stage();
        stage.apply(Stage.gateway("1.0")).apply(probed("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        long generation = stage.deployment().getMetadata().getGeneration();

        answering(stage).close();

        stage.awaitModel("unknown", m -> {
            assertThat(healthy(m)).isEqualTo("Unknown/ProbesUnknown");
            assertThat(m.getStatus().probes).singleElement().satisfies(p -> {
                assertThat(p.outcome).isEqualTo(Outcome.Unknown);
                assertThat(p.reason).isEqualTo("TargetUnreachable");
            });
        });
        assertThat(incidents(stage)).isEmpty();
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(generation);
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);
    }

    @ConcurrentTest
    void aTargetThatIsGoneWithItsPodsIsBad() {
        Stage stage = stage();
        stage.apply(Stage.gateway("1.0")).apply(probed("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");

        operator.kubelet().makeNotReady(stage.namespace(), Map.of("app", "model-gateway"));
        answering(stage).close();

        AIIncident incident =
                stage.awaitIncident(onlyIncident(stage), "acted", i -> assertThat(Stage.outcome(i, "rollback"))
                        .isEqualTo("Done/Patched"));
        assertThat(incident.getSpec().summary).contains("unavailable, too");
    }

    @ConcurrentTest
    void anUpstreamOutageDoesNotWalkBackThroughGoodHistory() {
        Stage stage = stage();
        stage.apply(Stage.gateway("1.0")).apply(probed("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        stage.apply(Stage.gateway("1.2")).awaitGood("1.2");

        answering(stage).answers(() -> 503);

        String name = onlyIncident(stage);
        AIIncident incident = stage.awaitPhase(name, Phase.Mitigated);
        assertThat(incident.getStatus().rollback.toVersion).isEqualTo("1.1");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Failed/ProbesBad");
        assertThat(stage.data("flags").get("assistant")).isEqualTo("false");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(stage.revision("1.0").orElseThrow().state).isEqualTo(RevisionState.Good);
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);

        answering(stage).answers(() -> 200);
        stage.awaitPhase(name, Phase.Resolved);
        assertThat(incidents(stage)).hasSize(1);
        assertThat(stage.image()).endsWith(":1.1");
    }

    @ConcurrentTest
    void withoutAWordFromTheModelItSuggestsAndThePersonsFixEndsIt() {
        Stage stage = stage();
        failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0"))
                .apply(probed("").replace("  mode: Auto\n", ""))
                .awaitGood("1.0");

        stage.apply(Stage.gateway("1.1"));

        String name = onlyIncident(stage);
        AIIncident incident = stage.awaitPhase(name, Phase.Suggested);
        assertThat(incident.getStatus().plan.to).isEqualTo(stage.revision("1.0").orElseThrow().name);
        assertThat(stage.image()).endsWith(":1.1");

        stage.apply(Stage.gateway("1.2"));
        stage.awaitPhase(name, Phase.Resolved);
        assertThat(stage.image()).endsWith(":1.2");
    }
}
