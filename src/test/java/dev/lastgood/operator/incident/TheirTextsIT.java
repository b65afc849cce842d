package dev.lastgood.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gateways whose manifests contain what the API server encodes in its own way: in commands, prompts, URLs and flags. */
@RealApiServer
class TheirTextsIT {

    private static final String INCIDENT = "wrong-prices";

    /** For a YAML string in double quotes. */
    private static final String TEXT = "a && b < c > d \\u2028 \\u2029 \\b \\f \\x7f \uD83D\uDE00";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 2);
    }

    private static String gateway(WorkloadKind kind, String version) {
        String manifest = Stage.gateway(
                        version,
                        """
                        command: [sh, -c, "TEXT"]
                        envFrom: [{configMapRef: {name: prompts}}]
                        """)
                .replace(
                        "metadata: {labels: {app: model-gateway}}",
                        "metadata: {labels: {app: model-gateway}, annotations: {note: \"TEXT\"}}")
                .replace("env: [", "env: [{name: URL, value: \"TEXT\"}, ")
                .replace("TEXT", TEXT);
        return kind == WorkloadKind.Deployment
                ? manifest
                : manifest.replace("kind: Deployment", "kind: StatefulSet")
                        .replace("  replicas: 2", "  serviceName: model-gateway\n  replicas: 2");
    }

    private static GenericKubernetesResource live(Stage stage, WorkloadKind kind) {
        return stage.plane()
                .client()
                .genericKubernetesResources("apps/v1", kind.name())
                .inNamespace(stage.namespace())
                .withName(Stage.GATEWAY)
                .get();
    }

    private static Object template(Stage stage, WorkloadKind kind) {
        return live(stage, kind).get("spec", "template");
    }

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    @Execution(ExecutionMode.CONCURRENT)
    void earnGoodAndAreRolledBack(WorkloadKind kind) {
        Stage stage = operator.stage()
                .apply(Stage.configMap("prompts", "system", TEXT))
                .apply(gateway(kind, "1.0"))
                .apply(Stage.model("").replace("workloadRef: {", "workloadRef: {kind: " + kind + ", "))
                .awaitGood("1.0");
        Object good = template(stage, kind);
        stage.apply(gateway(kind, "1.1")).awaitServing("1.1");
        // Earned, lost to the incident, and quarantined: each is a patch of its revision.
        stage.awaitGood("1.1");

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(template(stage, kind)).isEqualTo(good);
        stage.awaitServing("1.0");
    }
}
