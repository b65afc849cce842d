package dev.lastgood.operator.notify;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.ApiProxy;
import dev.lastgood.operator.ApiProxy.Effect;
import dev.lastgood.operator.ApiProxy.Write;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * kill -9 before anything was sent (the intent was not written, or it was) and after the answer came (it was not written,
 * or it was): one page and one message. Between the two, where the answer is lost: NotificationsIT.
 */
@RealApiServer
class NotificationsCrashIT {

    private static final String INCIDENT = "wrong-prices";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Scene> SCENES = new ArrayList<>();

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static Receivers receivers;
    private static ApiProxy proxy;
    private static OperatorProcess operator;

    private record Scene(NotificationState point, Effect effect, Stage stage) {
        @Override
        public String toString() {
            return point + (effect == Effect.NONE ? " is not written" : " is written and not answered");
        }
    }

    static Stream<Scene> scenes() {
        return SCENES.stream();
    }

    @BeforeAll
    static void killAllAtOnce() throws IOException {
        ControlPlane plane = ControlPlane.shared();
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        Kubelet.shared();
        receivers = BELONGINGS.own(new Receivers());
        proxy = BELONGINGS.own(ApiProxy.start(plane.login("admin")));
        for (NotificationState point : List.of(NotificationState.Running, NotificationState.Done)) {
            for (Effect effect : Effect.values()) {
                SCENES.add(new Scene(point, effect, new Stage(plane, plane.newNamespace("told"))));
            }
        }
        Map<String, String> settings = new TreeMap<>(Map.of(
                "LASTGOOD_OPERATOR_NAMESPACE",
                plane.newNamespace("operator"),
                "LASTGOOD_NAMESPACES",
                SCENES.stream().map(s -> s.stage.namespace()).collect(Collectors.joining(",")),
                "LASTGOOD_NOTIFY_PAGERDUTY_URL",
                receivers.url(),
                "LASTGOOD_NOTIFY_SLACK_URL",
                receivers.url()));
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
        SCENES.forEach(
                s -> s.stage
                        .apply(
                                """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: notify}
                        stringData: {pagerduty: 0123456789abcdef0123456789abcdef, slack: xoxb-test}
                        """)
                        .apply(Stage.gateway("1.0"))
                        .apply(
                                Stage.model(
                                        """
                        notifications:
                        - {name: page, type: PagerDuty, secretRef: {name: notify, key: pagerduty}}
                        - {name: post, type: Slack, channel: C0123456789, secretRef: {name: notify, key: slack}}
                        """)));
        SCENES.forEach(s -> s.stage.awaitGood("1.0"));
        SCENES.forEach(s -> s.stage.apply(Stage.gateway("1.1")));
        SCENES.forEach(s -> s.stage.awaitServing("1.1"));
        SCENES.forEach(s -> proxy.hold(s.stage.namespace(), w -> isPost(w, s.point), s.effect));
        SCENES.forEach(s -> s.stage.apply(Stage.incident(INCIDENT, "")));
        eventually("every incident is where it is to be cut off", () -> assertThat(proxy.notHeldYet())
                .isEmpty());
        operator.kill();
        proxy.release();
        operator = BELONGINGS.own(OperatorProcess.launch(proxy.login(), settings));
    }

    private static boolean isPost(Write write, NotificationState state) {
        if (!write.path().contains("/aiincidents/") || !write.path().endsWith("/status")) {
            return false;
        }
        try {
            for (JsonNode record : JSON.readTree(write.body()).path("status").path("notifications")) {
                if (record.path("id").asText().equals("post")
                        && record.path("state").asText().equals(state.name())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void onePageAndOneMessage(Scene scene) {
        scene.stage.awaitIncident(INCIDENT, "told", i -> {
            assertThat(Stage.condition(i.getStatus().conditions, "Notified")).isEqualTo("True/Notified");
            assertThat(i.getStatus().notifications)
                    .allSatisfy(n -> assertThat(n.state).isEqualTo(NotificationState.Done));
        });
        String uid = scene.stage.incident(INCIDENT).getMetadata().getUid();
        assertThat(receivers.actions(uid)).as("the same alert").containsOnly("trigger");
        assertThat(receivers.messages(uid)).hasSize(1);
    }
}
