package dev.lastgood.operator.flag;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.kube.TheirCrds;
import dev.lastgood.operator.ApiProxy;
import dev.lastgood.operator.ApiProxy.Effect;
import dev.lastgood.operator.ApiProxy.Write;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.incident.CrashIT;
import dev.lastgood.suite.Belongings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link CrashIT}, for flags and routes: switched once, and put back as they were once. */
@RealApiServer
class FlagsCrashIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String ON = "assistant = true\n";

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static ControlPlane plane;
    private static final List<Scene> SCENES = new ArrayList<>();
    private static ApiProxy proxy;
    private static OperatorProcess operator;

    /** A write at which the operator is cut off, while things are switched or while they are put back. */
    private record Point(String name, boolean atTheEnd, Predicate<Write> at) {

        static Point patch(String name, boolean atTheEnd, String resource, String to, String from) {
            return new Point(
                    name,
                    atTheEnd,
                    w -> w.method().equals("PATCH")
                            && w.path().contains("/" + resource + "/")
                            && w.body().lastIndexOf(to) > w.body().lastIndexOf(from));
        }

        static Point status(String step, boolean atTheEnd) {
            return new Point(
                    "status: " + step,
                    atTheEnd,
                    w -> w.path().contains("/aiincidents/")
                            && w.path().endsWith("/status")
                            && w.body()
                                    .replaceAll("\\s", "")
                                    .matches("(?s).*\\{[^{}]*\"1/" + step + "\"[^{}]*\"Done\"[^{}]*}.*"));
        }
    }

    private static final List<Point> POINTS = List.of(
            Point.patch("flag off", false, "configmaps", "assistant = false", "assistant = true"),
            Point.status("flag/assistant", false),
            Point.patch("route away", false, "httproutes", "pricing-rules", "model-gateway"),
            Point.status("route", false),
            Point.patch("flag back", true, "configmaps", "assistant = true", "assistant = false"),
            Point.status("restore/flag/assistant", true),
            Point.patch("route back", true, "httproutes", "model-gateway", "pricing-rules"));

    private record Scene(Point point, Effect effect, Stage stage) {
        @Override
        public String toString() {
            return point.name() + (effect == Effect.NONE ? ", not done" : ", done and not answered");
        }
    }

    static Stream<Scene> scenes() {
        return SCENES.stream();
    }

    @BeforeAll
    static void killAllAtOnce() throws KubeUnavailable {
        plane = BELONGINGS.own(ControlPlane.start(KubeSearch.find(true)));
        TheirCrds.install(plane);
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        BELONGINGS.own(Kubelet.start(plane));
        proxy = BELONGINGS.own(ApiProxy.start(plane.login("admin")));
        Map<String, String> settings = Map.of("LASTGOOD_OPERATOR_NAMESPACE", plane.newNamespace("operator"));
        for (Point point : POINTS) {
            for (Effect effect : Effect.values()) {
                SCENES.add(new Scene(point, effect, new Stage(plane, plane.newNamespace("crash"))));
            }
        }
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
        SCENES.forEach(s -> s.stage.apply(scenery()));
        SCENES.forEach(s -> s.stage.awaitServing("1.0"));
        SCENES.stream().filter(s -> !s.point.atTheEnd).forEach(FlagsCrashIT::hold);
        SCENES.forEach(s -> s.stage.apply(Stage.incident(INCIDENT, "")));
        SCENES.stream().filter(s -> s.point.atTheEnd).forEach(s -> {
            s.stage.awaitPhase(INCIDENT, Phase.Mitigated);
            hold(s);
            resolve(s);
        });
        eventually("every incident is where it is to be cut off", () -> assertThat(
                        SCENES.stream().filter(s -> proxy.notHeldYet().contains(s.stage.namespace())))
                .isEmpty());
        operator.kill();
        proxy.release();
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
    }

    private static void hold(Scene scene) {
        proxy.hold(scene.stage.namespace(), scene.point.at, scene.effect);
    }

    private static void resolve(Scene scene) {
        scene.stage.apply(Stage.incident(INCIDENT, "resolution: {kind: Fixed, restore: true}"));
    }

    /** One flag that can be switched and one that cannot, so that the route follows. */
    private static String scenery() {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: flags}
                data: {app.properties: "assistant = true\\n"}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: pricing}
                spec:
                  rules:
                  - backendRefs: [{name: model-gateway, port: 8080}]
                ---
                """
                + Stage.gateway("1.0")
                + "---\n"
                + Stage.model(
                        """
                        flags:
                        - {name: assistant, format: Properties, configMapRef: {name: flags, key: app.properties}}
                        - {name: nowhere, format: Properties, configMapRef: {name: flags, key: app.properties}}
                        route: {httpRouteRef: {name: pricing}, fallback: {serviceRef: {name: pricing-rules, port: 80}}}
                        """);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void afterKillMinusNineEachIsSwitchedOnceAndPutBackOnce(Scene scene) {
        if (!scene.point.atTheEnd) {
            AIIncident mitigated = scene.stage.awaitPhase(INCIDENT, Phase.Mitigated);
            assertThat(Stage.outcome(mitigated, "flag/assistant")).isEqualTo("Done/FlagOff");
            assertThat(Stage.outcome(mitigated, "route")).isEqualTo("Done/RouteSwitched");
            assertThat(scene.stage.data("flags")).containsEntry("app.properties", "assistant = false\n");
            resolve(scene);
        }
        AIIncident resolved = scene.stage.awaitPhase(INCIDENT, Phase.Resolved);

        assertThat(Stage.outcome(resolved, "restore/flag/assistant")).isEqualTo("Done/FlagRestored");
        assertThat(Stage.outcome(resolved, "restore/route")).isEqualTo("Done/RouteRestored");
        assertThat(scene.stage.data("flags")).containsEntry("app.properties", ON);
        assertThat(scene.stage.kubectl(
                        "get", "httproute", "pricing", "-o", "jsonpath={.spec.rules[0].backendRefs[0].name}"))
                .isEqualTo("model-gateway");
        eventually("off and back, of each one patch", () -> {
            assertThat(patches(scene, "configmaps", "flags")).isEqualTo(2);
            assertThat(patches(scene, "httproutes", "pricing")).isEqualTo(2);
        });
    }

    private static long patches(Scene scene, String resource, String name) {
        return plane.audit().in(scene.stage.namespace()).entries().stream()
                .filter(e -> e.uri().contains("fieldManager=lastgood"))
                .filter(e -> e.isPatchOf(resource, scene.stage.namespace(), name))
                .count();
    }
}
