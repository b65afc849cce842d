package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.record.RunbookDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The file of an incident is resolved, deleted, and applied again: for another fault, or by a tool for the same one. */
@RealApiServer
class ReappliedFileIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String KNOWN = "True/AlreadyInLedger";

    private static RunbookDatabase database;

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        database = RunbookDatabase.create();
        operator = OperatorUnderTest.start(database.settings(), 2);
    }

    /** The incident is over and recorded, and its file is deleted. */
    private static void resolveAndDelete(Stage stage, String resolution) {
        Incidents.patch(stage, INCIDENT, "{\"resolution\":{\"kind\":\"" + resolution + "\"}}");
        stage.awaitPhase(INCIDENT, Phase.Resolved);
        String uid = stage.incident(INCIDENT).getMetadata().getUid();
        eventually("the ledger has it", () -> assertThat(
                        database.rows("SELECT id FROM lastgood.step WHERE incident_uid = '" + uid + "'"))
                .contains(uid + "/1/record-evidence"));
        stage.kubectl("delete", "aii", INCIDENT);
    }

    @Test
    void theFileActsAgainForTheNextBadDeployAndNotForWhatItRestored() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("modelId: files")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, ""));
        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.1", "1.0");
        resolveAndDelete(stage, "Fixed");
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident repeated = stage.awaitPhase(INCIDENT, Phase.RecordedOnly);
        assertThat(Incidents.ready(repeated)).isEqualTo(KNOWN);
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(generation);
        assertThat(stage.revision("1.0").orElseThrow().state).isEqualTo(RevisionState.Good);
        stage.kubectl("delete", "aii", INCIDENT);

        stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
        stage.apply(Stage.incident(INCIDENT, ""));
        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.2", "1.0");
    }

    @Test
    void theFileDoesNothingForTheRevisionThatItWasAbout() {
        Stage stage = operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
        String flag =
                "modelId: kept\nflags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]";
        stage.apply(Stage.gateway("1.0")).apply(Stage.model(flag)).awaitServing("1.0");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.data("flags")).containsEntry("assistant", "false");
        resolveAndDelete(stage, "Accepted");
        stage.apply(Stage.configMap("flags", "assistant", "true"));

        stage.apply(Stage.incident(INCIDENT, ""));

        assertThat(Incidents.ready(stage.awaitPhase(INCIDENT, Phase.RecordedOnly)))
                .isEqualTo(KNOWN);
        assertThat(stage.data("flags")).containsEntry("assistant", "true");
    }
}
