package dev.lastgood.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the probes have counted and what they say survives the operator. */
@RealApiServer
class ProbesRestartIT {

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
    void whatWasCountedSurvivesTheOperatorAndABadRevisionDoesNotTurnGood() {
        Stage stage = operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
        MODELS.get(stage.namespace()).failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0"))
                .apply(ProbedModel.spec("")
                        .replace("mode: Auto", "mode: Observe")
                        .replace("soak: 1s", "soak: 8s"));
        Eventually.eventually("counts are written down", () -> assertThat(samples(stage, "1.0"))
                .isNotNull());
        String before = samples(stage, "1.0");

        operator.process().kill();
        operator.restart();

        stage.awaitGood("1.0");
        assertThat(samples(stage, "1.0")).isGreaterThanOrEqualTo(before);

        stage.apply(Stage.gateway("1.1"));
        String name = ProbedModel.onlyIncident(stage);
        stage.awaitPhase(name, Phase.NeedsHuman);
        operator.process().kill();
        operator.restart();
        stage.awaitModel("still bad", m -> assertThat(ProbedModel.healthy(m)).isEqualTo("False/ProbesBad"));
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Candidate);
        assertThat(ProbedModel.incidents(stage)).containsExactly(name);
    }

    /** What stands on the revision of its probes' samples. */
    private static String samples(Stage stage, String version) {
        return stage.annotationOf(version, Names.SAMPLES);
    }
}
