package dev.lastgood.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaError;

/** Health and actions on small objects; GitOpsIT has them on what the operator really writes. */
class ArgoLuaTest {

    private static JsonNode yaml(String text) {
        return Serialization.unmarshal("---\n" + text, JsonNode.class); // else a brace makes it JSON
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            not seen yet            | {}                                                  | Progressing | Lastgood has not seen it yet
            older than the spec     | {phase: NeedsHuman, observedGeneration: 1}          | Progressing | has not seen the newest change
            opened                  | {phase: Open, observedGeneration: 2}                | Degraded    | Open
            a plan waits            | {phase: Suggested, observedGeneration: 2}           | Suspended   | Suggested
            is rolled back          | {phase: Stabilizing, observedGeneration: 2}         | Progressing | Stabilizing
            needs a human           | {phase: NeedsHuman, observedGeneration: 2, conditions: [{type: Ready, status: "False", reason: NoTarget, message: see}]} | Degraded | NeedsHuman: NoTarget: see
            mitigated               | {phase: Mitigated, observedGeneration: 2}           | Healthy     | Mitigated
            resolved                | {phase: Resolved, observedGeneration: 2}            | Healthy     | Resolved
            closed                  | {phase: Closed, observedGeneration: 2}              | Healthy     | Closed
            a phase of later days   | {phase: Dreaming, observedGeneration: 2}            | Unknown     | Dreaming
            """)
    void anIncidentsHealth(String what, String status, String health, String message) {
        JsonNode said = ArgoLua.run(
                "AIIncident/health.lua", yaml("{metadata: {generation: 2}, spec: {}, status: " + status + "}"));

        assertThat(said.path("status").textValue()).isEqualTo(health);
        assertThat(said.path("message").textValue()).contains(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            not seen yet        | {}                                                                                     | Progressing | not seen it yet
            older than the spec | {observedGeneration: 1, conditions: [{type: Ready, status: "False"}]}                  | Progressing | newest change
            not judged          | {observedGeneration: 2, conditions: [{type: Healthy, status: "True"}]}                 | Progressing | not judged
            not ready           | {observedGeneration: 2, conditions: [{type: Ready, status: "False", reason: WorkloadNotFound, message: none}]} | Degraded | WorkloadNotFound: none
            probes are bad      | {observedGeneration: 2, conditions: [{type: Ready, status: "True"}, {type: Healthy, status: "False", reason: ProbesBad, message: x}]} | Degraded | ProbesBad: x
            probes not known    | {observedGeneration: 2, servingRevision: r1, conditions: [{type: Ready, status: "True"}, {type: Healthy, status: Unknown}]} | Healthy | serves r1
            is rolled out       | {observedGeneration: 2, conditions: [{type: Ready, status: "True"}, {type: RolloutComplete, status: "False", reason: RolloutInProgress}]} | Progressing | RolloutInProgress
            no last good yet    | {observedGeneration: 2, servingRevision: r1, conditions: [{type: Ready, status: "True"}, {type: LastGoodKnown, status: "False"}]} | Healthy | serves r1
            an incident is open | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: Open, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}]} | Degraded | incident i: Open: Why: so
            a plan waits        | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: Suggested, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}]} | Suspended | incident i: Suggested: Why: so
            is rolled back      | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: Stabilizing, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}]} | Progressing | incident i: Stabilizing
            needs a human       | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: NeedsHuman, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}]} | Degraded | incident i: NeedsHuman
            mitigated           | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: Mitigated, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}]} | Healthy | serves r1; incident i: Mitigated: Why: so
            mitigated, but bad  | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: Mitigated, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}, {type: Healthy, status: "False", reason: ProbesBad, message: x}]} | Degraded | ProbesBad: x
            suggested, and bad  | {observedGeneration: 2, servingRevision: r1, activeIncident: i, incident: {phase: Suggested, reason: Why, message: so}, conditions: [{type: Ready, status: "True"}, {type: Healthy, status: "False", reason: ProbesBad, message: x}]} | Suspended | incident i: Suggested
            not looked at yet   | {observedGeneration: 2, activeIncident: i, incident: {}, conditions: [{type: Ready, status: "True"}]} | Progressing | incident i: Lastgood has not looked at it yet
            broken, and suggested | {observedGeneration: 2, activeIncident: i, incident: {phase: Suggested}, conditions: [{type: Ready, status: "False", reason: WorkloadNotFound, message: none}]} | Degraded | WorkloadNotFound: none
            """)
    void aModelsHealth(String what, String status, String health, String message) {
        JsonNode said = ArgoLua.run(
                "ModelDeployment/health.lua", yaml("{metadata: {generation: 2}, spec: {}, status: " + status + "}"));

        assertThat(said.path("status").textValue()).isEqualTo(health);
        assertThat(said.path("message").textValue()).contains(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a fresh plan     | AIIncident      | spec: {}, status: {phase: Suggested, observedGeneration: 2, plan: {hash: a}}      | acknowledge approve resolve
            an old plan      | AIIncident      | spec: {}, status: {phase: Suggested, observedGeneration: 1, plan: {hash: a}}      | acknowledge resolve
            approved already | AIIncident      | spec: {response: {approvedPlan: a}}, status: {phase: Suggested, observedGeneration: 2, plan: {hash: a}} | acknowledge resolve
            acknowledged     | AIIncident      | spec: {acknowledgedBy: me}, status: {phase: NeedsHuman, observedGeneration: 2}    | resolve
            over             | AIIncident      | spec: {}, status: {phase: Closed, observedGeneration: 2}                          |
            nothing yet      | ModelDeployment | spec: {}                                                                          | pause
            paused           | ModelDeployment | spec: {paused: true}                                                              | resume
            can go back      | ModelDeployment | spec: {}, status: {lastGoodRevision: r1, revisions: [{name: r1, state: Good}]}     | pause rollback
            in an incident   | ModelDeployment | spec: {}, status: {lastGoodRevision: r1, activeIncident: i, incident: {phase: Open}} | acknowledge pause
            a plan waits     | ModelDeployment | spec: {}, status: {activeIncident: i, incident: {phase: Suggested, plan: a}}       | acknowledge approve pause
            something kept out | ModelDeployment | spec: {}, status: {revisions: [{name: r2, state: Quarantined}]}                 | pause release
            """)
    void whatIsOffered(String what, String kind, String object, String actions) {
        JsonNode offered =
                ArgoLua.run(kind + "/actions/discovery.lua", yaml("{metadata: {generation: 2}, " + object + "}"));
        TreeMap<String, Boolean> enabled = new TreeMap<>();
        offered.fields().forEachRemaining(action -> {
            if (!action.getValue().path("disabled").booleanValue()) {
                enabled.put(action.getKey(), true);
            }
        });
        assertThat(String.join(" ", enabled.keySet())).isEqualTo(actions == null ? "" : actions);
    }

    /** The patch goes to the incident, and has nothing of the model but what the action wrote. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            approve     | {}                                | {response: {approvedPlan: a, approvedBy: Argo CD}}
            approve     | {response: {mode: Suggest}}       | {response: {approvedPlan: a, approvedBy: Argo CD}}
            acknowledge | {goodness: {}, flags: [{name: f}]} | {acknowledgedBy: Argo CD}
            """)
    void anActionOnTheModelPatchesItsIncident(String action, String spec, String expected) {
        JsonNode model = yaml("{kind: ModelDeployment, metadata: {name: m, labels: {a: b}}, spec: " + spec
                + ", status: {activeIncident: i, incident: {plan: a}}}");

        JsonNode said = ArgoLua.run("ModelDeployment/actions/" + action + "/action.lua", model);

        assertThat(said.at("/0/operation").textValue()).isEqualTo("patch");
        assertThat(ArgoLua.patch(model, said.at("/0/resource")))
                .isEqualTo(yaml("{kind: AIIncident, metadata: {name: i}, spec: " + expected + "}"));
    }

    @Test
    void whatCannotBeDoneIsAnErrorThatSaysWhy() {
        assertThatThrownBy(() -> ArgoLua.run("AIIncident/actions/approve/action.lua", yaml("{metadata: {}, spec: {}}")))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("no plan to approve");
        assertThatThrownBy(() ->
                        ArgoLua.run("ModelDeployment/actions/release/action.lua", yaml("{metadata: {}, spec: {}}")))
                .hasMessageContaining("no revision of this model is quarantined");
        assertThatThrownBy(() ->
                        ArgoLua.run("ModelDeployment/actions/rollback/action.lua", yaml("{metadata: {}, spec: {}}")))
                .hasMessageContaining("no last good revision");
        assertThatThrownBy(() ->
                        ArgoLua.run("ModelDeployment/actions/approve/action.lua", yaml("{metadata: {}, spec: {}}")))
                .hasMessageContaining("no plan of this model waits");
        assertThatThrownBy(() ->
                        ArgoLua.run("ModelDeployment/actions/acknowledge/action.lua", yaml("{metadata: {}, spec: {}}")))
                .hasMessageContaining("no active incident");
    }

    /** Every script of this class and of GitOpsIT is then run by both. */
    @Test
    void argoCdsOwnLuaIsAsked() {
        assumeTrue(GopherLua.lacking() == null, GopherLua::lacking);

        assertThat(GopherLua.run("return {answer = obj.question .. '!'}", yaml("{question: asked}")))
                .isEqualTo(yaml("{answer: asked!}"));
        // What Argo CD keeps from scripts is kept from them here.
        for (String kept : new String[] {"string.upper('a')", "os.time()", "require('os').execute('true')"}) {
            assertThatThrownBy(() -> GopherLua.run("return " + kept, yaml("{}")))
                    .as(kept)
                    .isInstanceOf(GopherLua.ScriptError.class);
        }
    }

    /** argocd-cm.yaml is for who has no build of Argo CD of their own. */
    @Test
    void theConfigMapHasTheSameScripts() throws IOException {
        JsonNode data = yaml(Files.readString(Path.of("examples/argocd/argocd-cm.yaml")))
                .path("data");
        assertThat(data.size()).isEqualTo(4);
        for (String kind : new String[] {"AIIncident", "ModelDeployment"}) {
            Path scripts = ArgoLua.SCRIPTS.resolve(kind);
            assertThat(data.path("resource.customizations.health.lastgood.dev_" + kind)
                            .textValue())
                    .isEqualTo(Files.readString(scripts.resolve("health.lua")));
            JsonNode actions = yaml(data.path("resource.customizations.actions.lastgood.dev_" + kind)
                    .textValue());
            assertThat(actions.path("discovery.lua").textValue())
                    .isEqualTo(Files.readString(scripts.resolve("actions/discovery.lua")));
            TreeMap<String, String> defined = new TreeMap<>();
            actions.path("definitions")
                    .forEach(action -> defined.put(
                            action.path("name").textValue(),
                            action.path("action.lua").textValue()));
            TreeMap<String, String> written = new TreeMap<>();
            try (Stream<Path> directories = Files.list(scripts.resolve("actions"))) {
                for (Path directory : directories.filter(Files::isDirectory).toList()) {
                    written.put(directory.getFileName().toString(), Files.readString(directory.resolve("action.lua")));
                }
            }
            assertThat(defined).isEqualTo(written);
        }
    }
}
