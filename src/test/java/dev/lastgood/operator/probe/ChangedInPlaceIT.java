package dev.lastgood.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad prompts are written into a mounted ConfigMap, nobody restarts the pods, and a probe finds it. */
@RealApiServer
class ChangedInPlaceIT {

    private static final Map<String, ProbedModel> MODELS = new ConcurrentHashMap<>();

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        BELONGINGS.own(() -> MODELS.values().forEach(ProbedModel::close));
        operator = BELONGINGS.own(ProbedModel.operator(MODELS, 1));
    }

    @Test
    void thePromptsAreRestoredAndTheRevisionThatRunsStaysGood() {
        Stage stage = operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
        MODELS.get(stage.namespace())
                .answers(() -> stage.data("prompts").get("system").equals("be exact") ? 200 : 503);
        String mounted = Stage.gateway("1.0", "volumeMounts: [{name: prompts, mountPath: /prompts}]")
                + "volumes: [{name: prompts, configMap: {name: prompts}}]".indent(6);
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(mounted)
                .apply(ProbedModel.spec(""))
                .awaitGood("1.0");
        String good = stage.model().getStatus().servingRevision;

        stage.apply(Stage.configMap("prompts", "system", "be creative"));

        AIIncident incident = stage.awaitPhase(ProbedModel.onlyIncident(stage), Phase.Mitigated);
        assertThat(incident.getSpec().suspect).isNotEqualTo(good);
        assertThat(incident.getStatus().rollback.toRevision).isEqualTo(good);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Done/Restored");
        assertThat(stage.data("prompts")).containsEntry("system", "be exact");
        assertThat(stage.data("flags")).containsEntry("assistant", "true");
        assertThat(stage.model().getStatus().revisions).anySatisfy(revision -> {
            assertThat(revision.name).isEqualTo(good);
            assertThat(revision.state).isEqualTo(RevisionState.Good);
        });
    }
}
