package dev.lastgood.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Nobody applies an incident: probes find what is bad, and follow it to its end. */
@RealApiServer
class ProbesIT {

    private static final Map<String, ProbedModel> MODELS = new ConcurrentHashMap<>();

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        BELONGINGS.own(() -> MODELS.values().forEach(ProbedModel::close));
        operator = BELONGINGS.own(ProbedModel.operator(MODELS, 6));
    }

    private static Stage stage() {
        return operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
    }

    private static ProbedModel answering(Stage stage) {
        return MODELS.get(stage.namespace());
    }

    @ConcurrentTest
    void fivehundredsAreFoundRolledBackKeptOutAndResolved() {
        Stage stage = stage();
        answering(stage).failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0")).apply(ProbedModel.spec("")).awaitGood("1.0");
        assertThat(stage.revision("1.0").orElseThrow().reason).isEqualTo("Probed");
        stage.awaitModel("healthy", m -> assertThat(ProbedModel.healthy(m)).isEqualTo("True/ProbesGood"));

        stage.apply(Stage.gateway("1.1"));

        String name = ProbedModel.onlyIncident(stage);
        AIIncident incident = stage.awaitPhase(name, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(incident.getSpec().source).isEqualTo(Source.Probe);
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.GatewayErrors);
        assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev2);
        assertThat(incident.getSpec().summary).contains("control-status", "503");
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
        stage.awaitPhase(name, Phase.Resolved);
        assertThat(ProbedModel.incidents(stage)).hasSize(1);
        assertThat(stage.data("flags").get("assistant")).isEqualTo("true");
    }

    @ConcurrentTest
    void aTargetThatIsGoneWhileTheDeploymentIsAvailableLeadsToNothingButACondition() {
        Stage stage = stage();
        stage.apply(Stage.gateway("1.0")).apply(ProbedModel.spec("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        long generation = stage.deployment().getMetadata().getGeneration();

        answering(stage).close();

        stage.awaitModel("unknown", m -> {
            assertThat(ProbedModel.healthy(m)).isEqualTo("Unknown/ProbesUnknown");
            assertThat(m.getStatus().probes).singleElement().satisfies(p -> {
                assertThat(p.outcome).isEqualTo(Outcome.Unknown);
                assertThat(p.reason).isEqualTo("TargetUnreachable");
            });
        });
        assertThat(ProbedModel.incidents(stage)).isEmpty();
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(generation);
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);
    }

    @ConcurrentTest
    void aTargetThatIsGoneWithItsPodsIsBad() {
        Stage stage = stage();
        stage.apply(Stage.gateway("1.0")).apply(ProbedModel.spec("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");

        operator.kubelet().makeNotReady(stage.namespace(), Map.of("app", "model-gateway"));
        answering(stage).close();

        AIIncident incident = stage.awaitIncident(
                ProbedModel.onlyIncident(stage), "acted", i -> assertThat(Stage.outcome(i, "rollback"))
                        .isEqualTo("Done/Patched"));
        assertThat(incident.getSpec().summary).contains("unavailable, too");
    }

    @ConcurrentTest
    void aWorkloadThatAControllerOwnsIsNotRolledBackAndTheFlagsGoOff() {
        Stage stage = stage();
        answering(stage).failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0")).apply(ProbedModel.spec("")).awaitGood("1.0");
        String uid = stage.kubectl("get", "configmap", "flags", "-o", "jsonpath={.metadata.uid}");
        String owner =
                "ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: flags, uid: " + uid + ", controller: true}]";

        stage.apply(Stage.gateway("1.1").replace("{name: model-gateway}", "{name: model-gateway, " + owner + "}"));

        AIIncident incident = stage.awaitPhase(ProbedModel.onlyIncident(stage), Phase.Mitigated);
        assertThat(incident.getSpec().source).isEqualTo(Source.Probe);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/OwnedByController");
        assertThat(stage.data("flags")).containsEntry("assistant", "false");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Candidate);
    }

    @ConcurrentTest
    void anUpstreamOutageDoesNotWalkBackThroughGoodHistory() {
        Stage stage = stage();
        stage.apply(Stage.gateway("1.0")).apply(ProbedModel.spec("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        stage.apply(Stage.gateway("1.2")).awaitGood("1.2");

        answering(stage).answers(() -> 503);

        String name = ProbedModel.onlyIncident(stage);
        AIIncident incident = stage.awaitPhase(name, Phase.Mitigated);
        assertThat(incident.getStatus().rollback.toVersion).isEqualTo("1.1");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Failed/ProbesBad");
        assertThat(stage.data("flags").get("assistant")).isEqualTo("false");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(stage.revision("1.0").orElseThrow().state).isEqualTo(RevisionState.Good);
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);

        answering(stage).answers(() -> 200);
        stage.awaitPhase(name, Phase.Resolved);
        assertThat(ProbedModel.incidents(stage)).hasSize(1);
        assertThat(stage.image()).endsWith(":1.1");
    }

    @ConcurrentTest
    void withoutAWordFromTheModelItSuggestsAndThePersonsFixEndsIt() {
        Stage stage = stage();
        answering(stage).failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0"))
                .apply(ProbedModel.spec("").replaceFirst(" *mode: Auto\n", ""))
                .awaitGood("1.0");

        stage.apply(Stage.gateway("1.1"));

        String name = ProbedModel.onlyIncident(stage);
        AIIncident incident = stage.awaitPhase(name, Phase.Suggested);
        assertThat(incident.getStatus().plan.to).isEqualTo(stage.revision("1.0").orElseThrow().name);
        assertThat(stage.image()).endsWith(":1.1");

        stage.apply(Stage.gateway("1.2"));
        stage.awaitPhase(name, Phase.Resolved);
        assertThat(stage.image()).endsWith(":1.2");
    }
}
