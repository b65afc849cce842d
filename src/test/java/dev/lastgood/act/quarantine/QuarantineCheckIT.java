package dev.lastgood.act.quarantine;

import static dev.lastgood.act.quarantine.QuarantineScene.BAD;
import static dev.lastgood.act.quarantine.QuarantineScene.GOOD;
import static dev.lastgood.act.quarantine.QuarantineScene.configMap;
import static dev.lastgood.act.quarantine.QuarantineScene.succeeds;
import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The question whether a policy works, against a real one. */
@RealApiServer
class QuarantineCheckIT {

    private static final String PROMPTS = configMap("prompts", "system: good");
    private static final String BAD_PROMPTS = configMap("prompts", "system: bad");

    private static Enforcement ask(KubernetesClient client, QuarantineScene scene, Revision failed, ObjectNode data) {
        return new QuarantineCheck(client, Clock.systemUTC()).ask(scene.namespace, failed.name(), data);
    }

    @ParameterizedTest
    @CsvSource({
        "Deployment, true, false",
        "Deployment, false, true",
        "Deployment, true, true",
        "StatefulSet, true, true"
    })
    void whatIsKeptOutIsSeenToBeAndNothingIsChangedByTheQuestion(String kind, boolean template, boolean configuration) {
        QuarantineScene scene = new QuarantineScene(kind);
        Revision failed = scene.badOneQuarantined(
                PROMPTS + "---\n" + GOOD, (configuration ? BAD_PROMPTS : PROMPTS) + "---\n" + (template ? BAD : GOOD));
        KubernetesClient client = ControlPlane.shared().client();
        ObjectNode bad = scene.data();
        assertThat(ask(client, scene, failed, bad)).as("while it serves").isEqualTo(Enforcement.Enforced);

        succeeds(scene.apply(scene.of(GOOD), "--dry-run=server"));
        scene.rollBack();
        String before = scene.live().get("spec").toString();

        assertThat(ask(client, scene, failed, bad)).isEqualTo(Enforcement.Enforced);
        assertThat(scene.live().get("spec").toString()).isEqualTo(before);
        assertThat(scene.json("/api/v1", "configmaps", "prompts")
                        .at("/data/system")
                        .asText())
                .isEqualTo("good");

        succeeds(scene.run("delete", kind, "gateway"));
        succeeds(scene.run("delete", "quarantine", failed.name()));
        assertThat(ask(client, scene, failed, bad)).as("nothing to ask about").isEqualTo(Enforcement.Unknown);
    }

    @Test
    void aPolicyThatIsGoneIsFoundOutAndWorksWhenItIsBack() throws KubeUnavailable {
        try (ControlPlane plane = ControlPlane.start(KubeSearch.find(true))) {
            Kubectl kubectl = plane.kubectl();
            QuarantineScene scene = new QuarantineScene("Deployment", plane);
            succeeds(scene.apply(PROMPTS + "---\n" + GOOD));
            ObjectNode good = scene.data();
            succeeds(scene.apply(BAD));
            ObjectNode bad = scene.data();
            Revision failed = scene.snapshot(bad);
            scene.quarantine(failed, bad, good);
            scene.restore(good);
            assertThat(ask(plane.client(), scene, failed, bad)).isEqualTo(Enforcement.Enforced);

            succeeds(kubectl.run("delete", "-f", QuarantinePolicy.FILE));
            eventually("it would be let in", () -> assertThat(ask(plane.client(), scene, failed, bad))
                    .isEqualTo(Enforcement.NotEnforced));

            succeeds(kubectl.run("apply", "-f", QuarantinePolicy.FILE));
            eventually("it is refused again", () -> {
                assertThat(scene.apply(BAD, "--dry-run=server").err()).contains("is quarantined by incident");
                assertThat(ask(plane.client(), scene, failed, bad)).isEqualTo(Enforcement.Enforced);
            });
            succeeds(scene.run("delete", "quarantine", failed.name()));
            eventually("a release still works", () -> succeeds(scene.apply(BAD)));
        }
    }
}
