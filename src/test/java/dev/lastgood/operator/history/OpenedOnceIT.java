package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.probe.ProbedModel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Which incidents the probes open, and under what name. */
@RealApiServer
class OpenedOnceIT {

    @AutoClose
    private static ProbedOperator operator;

    @BeforeAll
    static void start() {
        operator = ProbedOperator.start(2, Map.of());
    }

    @ConcurrentTest
    void aFaultThatIsRecordedOnlyOpensNoOtherIncident() {
        Stage stage = operator.stage();
        operator.answering(stage).failsFor(stage, "1.1", "1.2");
        stage.apply(Stage.gateway("1.0"))
                .apply(ProbedOperator.spec().replace("mode: Auto", "mode: Observe"))
                .awaitGood("1.0");
        String good = stage.awaitServingGood();
        AuditLog audit = stage.plane().audit().fromNow().in(stage.namespace());
        stage.apply(Stage.gateway("1.1"));
        // No pod of 1.0 gives a good answer after the incident of 1.1 any more.
        stage.awaitServingInsteadOf(good);
        String opened =
                Incidents.awaitAnother(stage, Phase.NeedsHuman).getMetadata().getName();
        stage.apply(Stage.incident(
                        "old",
                        "suspect: %s\ndetectedAt: %s"
                                .formatted(
                                        stage.revision("1.1").orElseThrow().name,
                                        Instant.now().minus(2, ChronoUnit.HOURS))))
                .awaitPhase("old", Phase.RecordedOnly);

        stage.kubectl("delete", "aii", opened);
        stage.awaitModel("no incident of the model is active", m -> assertThat(m.getStatus().activeIncident)
                .isNull());
        stage.apply(Stage.gateway("1.2"));

        AIIncident next = Incidents.awaitAnother(stage, Phase.NeedsHuman, "old");
        assertThat(next.getSpec().suspect).isEqualTo(stage.revision("1.2").orElseThrow().name);
        assertThat(created(audit))
                .containsExactly(opened, "old", next.getMetadata().getName());
    }

    /** The incidents that were created, in order. */
    private static List<String> created(AuditLog audit) {
        return audit.entries().stream()
                .filter(e -> e.resource().equals("aiincidents") && e.code() == 201)
                .map(AuditLog.Entry::name)
                .toList();
    }

    @ConcurrentTest
    void aLongNameThatIsCutAfterADotIsANameAllTheSame() {
        String model = "prices-of-machines-and-of-spare-part-in.europe-and-asia";
        assertThat(model.charAt(39)).isEqualTo('.');
        Stage stage = operator.stage();
        operator.answering(stage).answers(() -> 503);
        stage.apply(Stage.gateway("1.0"))
                .apply(ProbedModel.spec("").replace("metadata: {name: pricing}", "metadata: {name: " + model + "}"));

        eventually("an incident is opened", () -> assertThat(Incidents.all(stage))
                .singleElement()
                .satisfies(i -> assertThat(i.getMetadata().getName()).startsWith("prices-of-machines")));
    }
}
