package dev.lastgood.act.quarantine;

import static dev.lastgood.act.quarantine.QuarantineScene.BAD;
import static dev.lastgood.act.quarantine.QuarantineScene.GOOD;
import static dev.lastgood.act.quarantine.QuarantineScene.succeeds;
import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.lastgood.decide.revision.Revision;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link QuarantinePolicyIT}, for a StatefulSet. */
@RealApiServer
class QuarantineStatefulSetIT {

    private final QuarantineScene scene = new QuarantineScene("StatefulSet");

    private interface Deed extends Function<QuarantineScene, Kubectl.Result> {}

    static Stream<Named<Deed>> denied() {
        return Stream.of(
                deed("client-side apply", s -> s.apply(s.of(BAD))),
                deed("server-side apply", s -> s.apply(s.of(BAD), "--server-side", "--force-conflicts")),
                deed("set image", s -> s.run("set", "image", "statefulset/gateway", "gateway=gateway:2")),
                deed("the same image with another env", s -> s.apply(s.of(BAD.replace("fast", "careful")))),
                deed("rollout undo", s -> {
                    eventually("the controller knows both", () -> assertThat(
                                    s.run("rollout", "history", "statefulset/gateway")
                                            .out()
                                            .lines())
                            .hasSizeGreaterThanOrEqualTo(4));
                    return s.run("rollout", "undo", "statefulset/gateway");
                }));
    }

    @ParameterizedTest
    @MethodSource("denied")
    void nobodyBringsTheFailedRevisionBack(Deed deed) {
        Revision failed = scene.badOneRolledBack(BAD);

        Kubectl.Result result = deed.apply(scene);

        assertThat(result.exit()).as(result.out()).isNotZero();
        assertThat(result.err())
                .containsIgnoringCase("forbidden")
                .contains("revision " + failed.name() + " (v2) is quarantined by incident " + QuarantineScene.INCIDENT
                        + ", reason RolledBack. To fix it change image of container gateway. To let it in: kubectl delete"
                        + " quarantine " + failed.name() + " -n " + scene.namespace);
    }

    static Stream<Named<Deed>> allowed() {
        return Stream.of(
                deed("a new image", s -> s.apply(s.of(BAD.replace("gateway:2", "gateway:3")))),
                deed("the good one again", s -> s.apply(s.of(GOOD))),
                deed("scale", s -> s.run("scale", "statefulset/gateway", "--replicas=3")),
                deed("a label", s -> s.run("label", "statefulset", "gateway", "team=ai")),
                deed("an annotation", s -> s.run("annotate", "statefulset", "gateway", "note=seen")),
                deed(
                        "a status update",
                        s -> s.run(
                                "patch",
                                "statefulset",
                                "gateway",
                                "--subresource=status",
                                "--type=merge",
                                "-p",
                                "{\"status\":{\"collisionCount\":7}}")),
                deed("restart of the good one", s -> s.run("rollout", "restart", "statefulset/gateway")),
                deed("a Deployment of the same name", s -> s.apply(BAD)),
                deed("another Deployment of the same name", s -> {
                    succeeds(s.apply(GOOD));
                    return s.apply(BAD);
                }));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatIsNotTheFailedRevisionPasses(Deed deed) {
        scene.badOneRolledBack(BAD);

        succeeds(deed.apply(scene));
        assertThat(scene.apply(scene.of(BAD), "--dry-run=server").err()).contains("is quarantined by incident");
    }

    @Test
    void whileItServesItCanBeScaledAnnotatedAndRestarted() {
        scene.badOneQuarantined(BAD);

        succeeds(scene.run("scale", "statefulset/gateway", "--replicas=3"));
        succeeds(scene.run("annotate", "statefulset", "gateway", "note=seen"));
        succeeds(scene.run("rollout", "restart", "statefulset/gateway"));
    }

    private static Named<Deed> deed(String name, Deed deed) {
        return named(name, deed);
    }
}
