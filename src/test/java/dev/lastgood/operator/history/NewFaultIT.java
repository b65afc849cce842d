package dev.lastgood.operator.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** An older incident rests, for days maybe: what is deployed next and is bad is another fault, and is rolled back. */
@RealApiServer
class NewFaultIT {

    private static final String RESTING = "wrong-prices";

    @AutoClose
    private static ProbedOperator operator;

    @BeforeAll
    static void start() {
        operator = ProbedOperator.start(4, Map.of());
    }

    @ConcurrentTest
    void aBadDeployIsRolledBackWhileAPersonsIncidentIsMitigated() {
        Stage stage = operator.stage();
        operator.answering(stage).failsFor(stage, "1.2");
        stage.apply(Stage.gateway("1.0")).apply(ProbedOperator.spec()).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        stage.apply(Stage.incident(RESTING, "")).awaitPhase(RESTING, Phase.Mitigated);
        stage.awaitServing("1.0");
        AIIncident before = Incidents.look(stage, RESTING);

        stage.apply(Stage.gateway("1.2"));

        assertNewFaultIsRolledBack(stage, before, "1.0");
        assertThat(stage.data("flags")).containsEntry("assistant", "true");
    }

    @ConcurrentTest
    void aBadDeployIsRolledBackWhileTheFlagsOfAPersonsIncidentAreOff() {
        Stage stage = operator.stage();
        AIIncident before = withoutLastGood(stage, ProbedOperator.spec(), Phase.Mitigated);
        assertThat(stage.data("flags")).containsEntry("assistant", "false");

        stage.apply(Stage.gateway("1.2"));

        assertNewFaultIsRolledBack(stage, before, "1.1");
        assertThat(stage.data("flags")).containsEntry("assistant", "false");
    }

    @ConcurrentTest
    void aBadDeployIsRolledBackWhileAPersonsIncidentNeedsAHuman() {
        Stage stage = operator.stage();
        String withoutFlags = ProbedOperator.spec().replaceFirst("(?m)^ *flags: .*\n", "");
        AIIncident before = withoutLastGood(stage, withoutFlags, Phase.NeedsHuman);

        stage.apply(Stage.gateway("1.2"));

        assertNewFaultIsRolledBack(stage, before, "1.1");
    }

    /** A person blames 1.0 while there is nothing to go back to; the fix 1.1 serves and is Good; 1.2 is going to be bad. */
    private static AIIncident withoutLastGood(Stage stage, String model, Phase rests) {
        operator.answering(stage).failsFor(stage, "1.2");
        stage.apply(Stage.gateway("1.0")).apply(model).awaitServing("1.0");
        AIIncident incident = stage.apply(Stage.incident(RESTING, "")).awaitPhase(RESTING, rests);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/NoLastGood");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        return Incidents.look(stage, RESTING);
    }

    private static void assertNewFaultIsRolledBack(Stage stage, AIIncident before, String good) {
        AIIncident other = Incidents.awaitAnother(stage, Phase.Mitigated, RESTING);
        assertThat(other.getSpec().source).isEqualTo(Source.Probe);
        assertThat(Stage.outcome(other, "rollback")).isEqualTo("Done/Patched");
        Incidents.assertRolledBack(stage, other, "1.2", good);
        Incidents.assertUntouched(stage, before);
    }

    @ConcurrentTest
    void aRestoredRevisionThatPeopleDeployAgainIsARecentChangeLikeAnyOther() {
        Stage stage = operator.stage();
        operator.answering(stage).failsFor(stage, "1.1");
        stage.apply(Stage.gateway("1.0")).apply(ProbedOperator.spec()).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1"));
        String first =
                Incidents.awaitAnother(stage, Phase.Mitigated).getMetadata().getName();
        Incidents.assertRolledBack(stage, stage.incident(first), "1.1", "1.0");
        stage.apply(Stage.gateway("1.2")).awaitGood("1.2");
        AIIncident before = Incidents.look(stage, first);
        operator.answering(stage).failsFor(stage, "1.0", "1.1");

        stage.apply(Stage.gateway("1.0"));

        AIIncident other = Incidents.awaitAnother(stage, Phase.Mitigated, first);
        Incidents.assertRolledBack(stage, other, "1.0", "1.2");
        Incidents.assertUntouched(stage, before);
        assertThat(stage.data("flags")).containsEntry("assistant", "true");
    }
}
