package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeploymentStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActiveIncidentTest {

    private static AIIncident incident(String name, int second, String status) {
        return Serialization.unmarshal(
                """
                apiVersion: lastgood.dev/v1alpha1
                kind: AIIncident
                metadata: {name: %s, generation: 2, creationTimestamp: "2026-11-27T12:00:%02dZ"}
                status: %s
                """
                        .formatted(name, second, status),
                AIIncident.class);
    }

    private static ModelDeploymentStatus shown(AIIncident... incidents) {
        ModelDeploymentStatus status = new ModelDeploymentStatus();
        ActiveIncident.show(List.of(incidents), status);
        return status;
    }

    @Test
    void theNewestThatIsNotOverIsShownWithWhatItSays() {
        ModelDeploymentStatus status = shown(
                incident("first", 1, "{phase: Open}"),
                incident(
                        "second",
                        2,
                        "{phase: NeedsHuman, conditions: [{type: Verified, reason: Other}, {type: Ready, reason: NoTarget, message: see}]}"),
                incident("third", 3, "{phase: Resolved}"));

        assertThat(status.activeIncident).isEqualTo("second");
        assertThat(status.incident.phase).isEqualTo("NeedsHuman");
        assertThat(status.incident.reason).isEqualTo("NoTarget");
        assertThat(status.incident.message).isEqualTo("see");
        assertThat(status.incident.plan).isNull();
    }

    @Test
    void onlyAPlanThatWaitsAndIsFreshIsShown() {
        assertThat(shown(incident("i", 1, "{phase: Suggested, observedGeneration: 2, plan: {hash: a}}")).incident.plan)
                .isEqualTo("a");
        assertThat(shown(incident("i", 1, "{phase: Suggested, observedGeneration: 1, plan: {hash: a}}")).incident.plan)
                .isNull();
        assertThat(shown(incident("i", 1, "{phase: Stabilizing, observedGeneration: 2, plan: {hash: a}}"))
                        .incident
                        .plan)
                .isNull();
    }

    @Test
    void oneThatWasNotLookedAtYetIsActiveAndSaysNothing() {
        ModelDeploymentStatus status = shown(incident("i", 1, "null"));

        assertThat(status.activeIncident).isEqualTo("i");
        assertThat(status.incident.phase).isNull();
        assertThat(shown(incident("i", 1, "{phase: Closed}")).incident).isNull();
    }
}
