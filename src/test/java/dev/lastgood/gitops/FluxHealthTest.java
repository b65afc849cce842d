package dev.lastgood.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.tools.Script;
import org.projectnessie.cel.tools.ScriptException;
import org.projectnessie.cel.tools.ScriptHost;

/** The expressions of examples/flux, asked in Flux's order: inProgress, failed, current. */
class FluxHealthTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            AIIncident      | not seen yet        | {}                                         | inProgress
            AIIncident      | older than the spec | {phase: Mitigated, observedGeneration: 1}  | inProgress
            AIIncident      | a plan waits        | {phase: Suggested, observedGeneration: 2}  | inProgress
            AIIncident      | is rolled back      | {phase: Stabilizing, observedGeneration: 2} | inProgress
            AIIncident      | needs a human       | {phase: NeedsHuman, observedGeneration: 2} | failed
            AIIncident      | mitigated           | {phase: Mitigated, observedGeneration: 2}  | current
            AIIncident      | closed              | {phase: Closed, observedGeneration: 2}     | current
            ModelDeployment | not seen yet        | {}                                         | inProgress
            ModelDeployment | older than the spec | {observedGeneration: 1, conditions: [{type: Ready, status: "True"}]} | inProgress
            ModelDeployment | is rolled out       | {observedGeneration: 2, conditions: [{type: Ready, status: "True"}, {type: RolloutComplete, status: "False", reason: RolloutInProgress}]} | inProgress
            ModelDeployment | needs a restart     | {observedGeneration: 2, conditions: [{type: Ready, status: "True"}, {type: RolloutComplete, status: "False", reason: ConfigurationNotPickedUp}]} | current
            ModelDeployment | not ready           | {observedGeneration: 2, conditions: [{type: Ready, status: "False"}]} | failed
            ModelDeployment | probes are bad      | {observedGeneration: 2, conditions: [{type: Ready, status: "True"}, {type: Healthy, status: "False"}]} | failed
            ModelDeployment | probes not known    | {observedGeneration: 2, conditions: [{type: Ready, status: "True"}, {type: Healthy, status: "Unknown"}]} | current
            """)
    void isJudgedByItsStatus(String kind, String what, String status, String judged)
            throws IOException, ScriptException {
        JsonNode checks = ofTheModel().at("/spec/healthCheckExprs");
        Map<?, ?> object = Serialization.unmarshal("---\nmetadata: {generation: 2}\nstatus: " + status, Map.class);
        for (JsonNode check : checks) {
            if (check.path("kind").textValue().equals(kind)) {
                assertThat(first(check, object)).isEqualTo(judged);
                return;
            }
        }
        throw new AssertionError("no check for " + kind);
    }

    private static JsonNode ofTheModel() throws IOException {
        String[] kustomizations =
                Files.readString(Path.of("examples/flux/kustomization.yaml")).split("\n---\n");
        return Serialization.unmarshal(kustomizations[1], JsonNode.class);
    }

    private static String first(JsonNode check, Map<?, ?> object) throws ScriptException {
        for (String name : new String[] {"inProgress", "failed", "current"}) {
            Script script = ScriptHost.newBuilder()
                    .build()
                    .buildScript(check.path(name).textValue())
                    .withDeclarations(Decls.newVar("metadata", Decls.Dyn), Decls.newVar("status", Decls.Dyn))
                    .build();
            if (script.execute(
                    Boolean.class, Map.of("metadata", object.get("metadata"), "status", object.get("status")))) {
                return name;
            }
        }
        return "unknown";
    }
}
