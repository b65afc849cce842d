package dev.lastgood.gitops;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and incidents in Git: applied as Argo CD applies, judged and changed by the Lua that it runs. */
@RealApiServer
class GitOpsIT {

    /** Without and with the sync option ServerSideApply=true. */
    private static final String[] CLIENT_SIDE = {};

    private static final String[] SERVER_SIDE = {
        "--server-side", "--field-manager=argocd-controller", "--force-conflicts"
    };

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 5);
    }

    private static JsonNode live(Stage stage, String kind, String name) {
        return json(stage.kubectl("get", kind, name, "-o", "json"));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String health(Stage stage, String kind, String type, String name) {
        return ArgoLua.run(kind + "/health.lua", live(stage, type, name))
                .path("status")
                .textValue();
    }

    private static boolean isOffered(Stage stage, String kind, String type, String name, String action) {
        return !ArgoLua.run(kind + "/actions/discovery.lua", live(stage, type, name))
                .path(action)
                .path("disabled")
                .booleanValue();
    }

    /** Argo CD patches what an action changed, of the object that the action returns. */
    private static void act(Stage stage, String kind, String type, String name, String action) {
        JsonNode live = live(stage, type, name);
        JsonNode returned = ArgoLua.run(kind + "/actions/" + action + "/action.lua", live);
        JsonNode changed = returned.isArray() ? returned.at("/0/resource") : returned;
        stage.kubectl(
                "patch",
                changed.path("kind").textValue().toLowerCase(Locale.ROOT),
                changed.at("/metadata/name").textValue(),
                "--type=merge",
                "-p",
                ArgoLua.patch(live, changed).toString());
    }

    /** What Argo CD compares: a dry run of the same manifest against what is there. */
    private static void isInSync(Stage stage, String manifest, String type, String name, String... how) {
        JsonNode before = live(stage, type, name);
        JsonNode after = json(stage.plane()
                .kubectl()
                .apply(
                        stage.namespace(),
                        manifest,
                        Stream.concat(Stream.of(how), Stream.of("--dry-run=server", "-o", "json"))
                                .toArray(String[]::new))
                .out());
        assertThat(after.path("spec")).isEqualTo(before.path("spec"));
        assertThat(after.at("/metadata/generation")).isEqualTo(before.at("/metadata/generation"));
        assertThat(after.at("/metadata/labels")).isEqualTo(before.at("/metadata/labels"));
        assertThat(after.at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
    }

    private static Stage goodThenBad(String... how) {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0"), how);
        stage.apply(Stage.model(""), how).awaitGood("1.0");
        assertThat(health(stage, "ModelDeployment", "mdl", Stage.MODEL)).isEqualTo("Healthy");
        stage.apply(Stage.gateway("1.1"), how).awaitServing("1.1");
        return stage;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIncidentInGitIsHandledAndItsStatusMakesNothingOutOfSync(boolean serverSide) {
        String[] how = serverSide ? SERVER_SIDE : CLIENT_SIDE;
        Stage stage = goodThenBad(how);
        String incident = Stage.incident("wrong-prices", "");

        stage.apply(incident, how).awaitPhase("wrong-prices", Phase.Mitigated);

        assertThat(health(stage, "AIIncident", "aii", "wrong-prices")).isEqualTo("Healthy");
        isInSync(stage, incident, "aii", "wrong-prices", how);
        isInSync(stage, Stage.model(""), "mdl", Stage.MODEL, how);
        assertThat(isOffered(stage, "ModelDeployment", "mdl", Stage.MODEL, "release"))
                .isTrue();

        act(stage, "ModelDeployment", "mdl", Stage.MODEL, "release");
        eventually("it is let in again", () -> assertThat(stage.revision("1.1").orElseThrow().state)
                .isNotEqualTo(RevisionState.Quarantined));
        act(stage, "AIIncident", "aii", "wrong-prices", "acknowledge");
        assertThat(stage.incident("wrong-prices").getSpec().acknowledgedBy).isEqualTo("Argo CD");
        act(stage, "AIIncident", "aii", "wrong-prices", "resolve");
        stage.awaitPhase("wrong-prices", Phase.Resolved);
        assertThat(health(stage, "AIIncident", "aii", "wrong-prices")).isEqualTo("Healthy");
    }

    @Test
    void aSuggestionIsSuspendedUntilItIsApproved() {
        Stage stage = goodThenBad(CLIENT_SIDE);
        stage.apply(Stage.incident("wrong-prices", "source: Alert"), CLIENT_SIDE)
                .awaitPhase("wrong-prices", Phase.Suggested);
        assertThat(health(stage, "AIIncident", "aii", "wrong-prices")).isEqualTo("Suspended");
        assertThat(isOffered(stage, "AIIncident", "aii", "wrong-prices", "approve"))
                .isTrue();

        act(stage, "AIIncident", "aii", "wrong-prices", "approve");

        AIIncident incident = stage.awaitPhase("wrong-prices", Phase.Mitigated);
        assertThat(incident.getSpec().response.approvedBy).isEqualTo("Argo CD");
        assertThat(stage.image()).endsWith(":1.0");
    }

    @Test
    void anIncidentThatIsNotInGitIsSeenAndAnsweredOnItsModel() {
        Stage stage = goodThenBad(CLIENT_SIDE);
        stage.apply(Stage.incident("wrong-prices", "source: Alert"));
        eventually("the model waits for a person", () -> {
            assertThat(health(stage, "ModelDeployment", "mdl", Stage.MODEL)).isEqualTo("Suspended");
            assertThat(isOffered(stage, "ModelDeployment", "mdl", Stage.MODEL, "approve"))
                    .isTrue();
        });

        act(stage, "ModelDeployment", "mdl", Stage.MODEL, "acknowledge");
        assertThat(stage.incident("wrong-prices").getSpec().acknowledgedBy).isEqualTo("Argo CD");
        eventually("the plan is shown again", () -> assertThat(
                        isOffered(stage, "ModelDeployment", "mdl", Stage.MODEL, "approve"))
                .isTrue());
        act(stage, "ModelDeployment", "mdl", Stage.MODEL, "pause");
        assertThat(stage.model().getSpec().paused).isTrue();
        assertThat(isOffered(stage, "ModelDeployment", "mdl", Stage.MODEL, "pause"))
                .isFalse();
        act(stage, "ModelDeployment", "mdl", Stage.MODEL, "resume");
        assertThat(stage.model().getSpec().paused).isFalse();
        eventually("the plan is shown again", () -> assertThat(
                        isOffered(stage, "ModelDeployment", "mdl", Stage.MODEL, "approve"))
                .isTrue());
        act(stage, "ModelDeployment", "mdl", Stage.MODEL, "approve");

        AIIncident incident = stage.awaitPhase("wrong-prices", Phase.Mitigated);
        assertThat(incident.getSpec().response.approvedBy).isEqualTo("Argo CD");
        assertThat(stage.image()).endsWith(":1.0");
        eventually("the model says so", () -> {
            JsonNode said = ArgoLua.run("ModelDeployment/health.lua", live(stage, "mdl", Stage.MODEL));
            assertThat(said.path("status").textValue()).isEqualTo("Healthy");
            assertThat(said.path("message").textValue()).contains("incident wrong-prices: Mitigated");
        });
    }

    @Test
    void aClickRollsBack() {
        Stage stage = goodThenBad(CLIENT_SIDE);
        eventually("there is something to go back to", () -> assertThat(
                        isOffered(stage, "ModelDeployment", "mdl", Stage.MODEL, "rollback"))
                .isTrue());
        JsonNode made = ArgoLua.run("ModelDeployment/actions/rollback/action.lua", live(stage, "mdl", Stage.MODEL));
        assertThat(made.at("/0/operation").textValue()).isEqualTo("create");

        stage.apply(made.at("/0/resource").toString(), "--validate=strict");

        stage.awaitPhase(made.at("/0/resource/metadata/name").textValue(), Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
    }
}
