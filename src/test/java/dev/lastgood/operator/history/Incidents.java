package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.operator.Stage;
import java.util.List;

/** What people do with the incidents of a stage, and what tests read from them. */
final class Incidents {

    static List<AIIncident> all(Stage stage) {
        return stage.plane()
                .client()
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    /** Waits until exactly one incident beside {@code known} exists and has reached the phase. */
    static AIIncident awaitAnother(Stage stage, Phase phase, String... known) {
        eventually(
                "another incident is " + phase,
                () -> assertThat(another(stage, known)).singleElement().satisfies(i -> {
                    assertThat(i.getStatus()).isNotNull();
                    assertThat(i.getStatus().phase).isEqualTo(phase);
                }));
        return another(stage, known).get(0);
    }

    private static List<AIIncident> another(Stage stage, String... known) {
        return all(stage).stream()
                .filter(i -> !List.of(known).contains(i.getMetadata().getName()))
                .toList();
    }

    /** Writes into the spec of an incident. */
    static void patch(Stage stage, String incident, String spec) {
        stage.kubectl("patch", "aii", incident, "--type=merge", "-p", "{\"spec\":" + spec + "}");
    }

    /** Waits until the operator has looked at an incident as it is now, in a world as it is now. */
    static AIIncident look(Stage stage, String incident) {
        String witness = "seen by the test at resourceVersion "
                + stage.incident(incident).getMetadata().getResourceVersion();
        patch(stage, incident, "{\"customerImpact\":\"" + witness + "\"}");
        Long generation = stage.incident(incident).getMetadata().getGeneration();
        return stage.awaitIncident(
                incident, "generation " + generation + " was seen", i -> assertThat(i.getStatus().observedGeneration)
                        .isGreaterThanOrEqualTo(generation));
    }

    static String ready(AIIncident incident) {
        return Stage.condition(incident.getStatus().conditions, "Ready");
    }

    static AIIncident awaitReady(Stage stage, String incident, String reason) {
        return stage.awaitIncident(incident, reason, i -> assertThat(ready(i)).isEqualTo(reason));
    }

    /** The incident blames {@code bad}, which is quarantined, and has restored {@code good}. */
    static void assertRolledBack(Stage stage, AIIncident incident, String bad, String good) {
        assertThat(incident.getStatus().suspect).isEqualTo(stage.revision(bad).orElseThrow().name);
        assertThat(incident.getStatus().rollback.toVersion).isEqualTo(good);
        assertThat(stage.image()).endsWith(":" + good);
        stage.awaitModel(
                bad + " is quarantined",
                m -> assertThat(stage.revision(bad).orElseThrow().state).isEqualTo(RevisionState.Quarantined));
        assertThat(stage.revision(good).orElseThrow().state).isEqualTo(RevisionState.Good);
    }

    /** Nothing was done in the name of an incident since {@code before}: it rests as it did. */
    static void assertUntouched(Stage stage, AIIncident before) {
        AIIncident now = look(stage, before.getMetadata().getName());
        assertThat(now.getStatus().phase).isEqualTo(before.getStatus().phase);
        assertThat(now.getStatus().attempt).isEqualTo(before.getStatus().attempt);
        assertThat(now.getStatus().suspect).isEqualTo(before.getStatus().suspect);
        assertThat(now.getStatus().rollback).usingRecursiveComparison().isEqualTo(before.getStatus().rollback);
        assertThat(now.getStatus().reverts).isNull();
        assertThat(outcomes(now)).isEqualTo(outcomes(before));
    }

    private static List<String> outcomes(AIIncident incident) {
        return incident.getStatus().steps.stream()
                .map(s -> s.id + " " + s.state + "/" + s.reason)
                .toList();
    }

    private Incidents() {}
}
