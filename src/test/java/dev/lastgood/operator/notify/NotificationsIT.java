package dev.lastgood.operator.notify;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.notify.Receivers;
import dev.lastgood.notify.Receivers.Fault;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An incident is told to PagerDuty and Slack, once, also through kill -9 between sending and recording. */
@RealApiServer
class NotificationsIT {

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static Receivers receivers;
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() throws IOException {
        receivers = BELONGINGS.own(new Receivers());
        operator = BELONGINGS.own(OperatorUnderTest.start(
                Map.of(
                        "LASTGOOD_NOTIFY_PAGERDUTY_URL", receivers.url(),
                        "LASTGOOD_NOTIFY_SLACK_URL", receivers.url(),
                        "LASTGOOD_NOTIFY_ALLOW_HTTP", "true"),
                8));
    }

    private static Stage told() {
        return operator.stage()
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
                        - {name: post, type: Slack, channel: "#ai-alerts", secretRef: {name: notify, key: slack}}
                        """))
                .awaitGood("1.0")
                .apply(Stage.gateway("1.1"))
                .awaitServing("1.1");
    }

    @Test
    void anIncidentIsPagedPostedEditedAndResolved() {
        Stage stage = told();
        stage.apply(Stage.incident("wrong-prices", "customerImpact: \"<!channel> quotes & prices\""));
        String uid =
                stage.awaitPhase("wrong-prices", Phase.Mitigated).getMetadata().getUid();
        eventually("edited to Mitigated", () -> assertThat(receivers.messages(uid))
                .singleElement()
                .satisfies(m -> assertThat(m.path("text").asText())
                        .contains("pricing: Mitigated", "1.1 -&gt; 1.0", "&lt;!channel&gt; quotes &amp; prices")));
        assertThat(receivers.actions(uid)).containsExactly("trigger");
        eventually("a thread", () -> assertThat(receivers.replies(uid)).isNotEmpty());
        eventually("recorded", () -> assertThat(
                        Stage.condition(stage.incident("wrong-prices").getStatus().conditions, "Notified"))
                .isEqualTo("True/Notified"));

        stage.kubectl(
                "patch",
                "aii",
                "wrong-prices",
                "--type=merge",
                "-p",
                "{\"spec\":{\"resolution\":{\"kind\":\"Fixed\"}}}");
        eventually("resolved", () -> {
            assertThat(receivers.actions(uid)).containsExactly("trigger", "resolve");
            assertThat(receivers.messages(uid).get(0).path("text").asText()).contains("pricing: Resolved");
        });
        assertThat(receivers.messages(uid)).hasSize(1);
    }

    @Test
    void killedBetweenSendingAndRecordingItIsStillOnePageAndOneMessage() {
        Stage stage = told();
        receivers.next("/v2/enqueue", Fault.LOST);
        receivers.next("/api/chat.postMessage", Fault.LOST);
        stage.apply(Stage.incident("wrong-prices", ""));
        eventually("both came in", () -> {
            String uid = stage.incident("wrong-prices").getMetadata().getUid();
            assertThat(receivers.actions(uid)).hasSize(1);
            assertThat(receivers.messages(uid)).hasSize(1);
        });
        // Neither the page nor the post is answered, and the rollback does not wait for them.
        stage.awaitPhase("wrong-prices", Phase.Mitigated);
        operator.process().kill();
        operator.restart();
        String uid = stage.incident("wrong-prices").getMetadata().getUid();
        stage.awaitIncident(
                "wrong-prices", "told", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                        .isEqualTo("True/Notified"));
        assertThat(receivers.actions(uid)).as("the same alert").containsOnly("trigger");
        assertThat(receivers.messages(uid)).hasSize(1);
        assertThat(receivers.asked()).contains("/api/conversations.list", "/api/conversations.history");
    }

    @Test
    void whatIsRefusedOrMissingIsSaid() {
        Stage stage = told();
        stage.kubectl("delete", "secret", "notify");
        stage.apply(Stage.incident("wrong-prices", ""));
        stage.awaitIncident(
                "wrong-prices", "waits", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                        .isEqualTo("Unknown/SecretMissing"));
        stage.awaitPhase("wrong-prices", Phase.Mitigated);
        stage.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: notify}
                stringData: {pagerduty: short, slack: xoxb-test}
                """);
        stage.awaitIncident(
                "wrong-prices", "refused", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                        .isEqualTo("False/NotificationRefused"));
        eventually("posted", () -> assertThat(receivers.messages(
                        stage.incident("wrong-prices").getMetadata().getUid()))
                .hasSize(1));
    }

    private static Stage untold() {
        return operator.stage()
                .apply(Stage.gateway("1.0"))
                .apply(Stage.model(""))
                .awaitGood("1.0")
                .apply(Stage.gateway("1.1"))
                .awaitServing("1.1");
    }

    private static String credentials(String routingKey) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: notify}
                stringData: {pagerduty: '%s'}
                """
                .formatted(routingKey);
    }

    private static String defaults(String notifications) {
        return Stage.configMap("lastgood-notifications", "notifications", notifications);
    }

    private static final String PAGE = "[{name: page, type: PagerDuty, secretRef: {name: notify, key: pagerduty}}]";
    private static final String OPERATORS = "0".repeat(32);
    private static final String NAMESPACES = "1".repeat(32);

    @Test
    void aModelThatSaysNothingUsesItsNamespacesDefaultElseTheOperators() {
        for (String yaml : new String[] {credentials(OPERATORS), defaults(PAGE)}) {
            assertThat(operator.plane()
                            .kubectl()
                            .apply(operator.operatorNamespace(), yaml)
                            .exit())
                    .isZero();
        }
        Stage operators = untold();
        operators.apply(Stage.incident("wrong-prices", ""));
        assertThat(keyOf(operators)).isEqualTo(OPERATORS);

        Stage own = untold();
        own.apply(credentials(NAMESPACES)).apply(defaults("nonsense"));
        own.apply(Stage.incident("wrong-prices", ""));
        own.awaitIncident(
                "wrong-prices", "cannot be read", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                        .isEqualTo("False/NotificationsUnreadable"));
        own.awaitPhase("wrong-prices", Phase.Mitigated);
        String uid = own.incident("wrong-prices").getMetadata().getUid();
        assertThat(receivers.actions(uid))
                .as("the operator's is not used instead")
                .isEmpty();
        own.apply(defaults(PAGE));
        assertThat(keyOf(own)).as("once it is mended").isEqualTo(NAMESPACES);
        own.awaitIncident("wrong-prices", "told", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                .isEqualTo("True/Notified"));
    }

    private static String keyOf(Stage stage) {
        String uid = stage.incident("wrong-prices").getMetadata().getUid();
        eventually("paged", () -> assertThat(receivers.actions(uid)).containsExactly("trigger"));
        return receivers.events().stream()
                .filter(e -> uid.equals(e.path("dedup_key").asText()))
                .map(e -> e.path("routing_key").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoAcknowledgesIsSaid() {
        Stage stage = told();
        stage.apply(Stage.incident("wrong-prices", "response: {mode: Suggest}"));
        String uid =
                stage.awaitPhase("wrong-prices", Phase.Suggested).getMetadata().getUid();
        eventually("paged", () -> assertThat(receivers.actions(uid)).containsExactly("trigger"));
        String plan = stage.incident("wrong-prices").getStatus().plan.hash;
        eventually("posted", () -> assertThat(receivers.messages(uid))
                .singleElement()
                .satisfies(m -> assertThat(m.path("text").asText())
                        .contains("kubectl patch aiincident wrong-prices -n " + stage.namespace(), plan)));
        assertThat(stage.incident("wrong-prices").getStatus().deadlines.update).isNotNull();
        stage.kubectl("patch", "aii", "wrong-prices", "--type=merge", "-p", "{\"spec\":{\"acknowledgedBy\":\"ada\"}}");
        eventually("acknowledged", () -> {
            assertThat(receivers.actions(uid)).containsExactly("trigger", "acknowledge");
            assertThat(receivers.messages(uid).get(0).path("text").asText()).contains("acknowledged by: ada");
            assertThat(receivers.replies(uid))
                    .anySatisfy(r -> assertThat(r.path("text").asText()).contains("Acknowledged: by ada"));
        });
        stage.kubectl(
                "patch",
                "aii",
                "wrong-prices",
                "--type=merge",
                "-p",
                "{\"spec\":{\"resolution\":{\"kind\":\"Accepted\"}}}");
        eventually("resolved", () -> assertThat(receivers.actions(uid))
                .containsExactly("trigger", "acknowledge", "resolve"));
    }

    private static final String SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static Stage subscribed() {
        Stage stage = operator.stage();
        return stage.apply(
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: notify}
                        stringData: {hook: '%1$s/hook/%2$s', signing: %3$s, teams: '%1$s/teams/%2$s?sig=secret'}
                        """
                                .formatted(receivers.url(), stage.namespace(), SIGNING))
                .apply(Stage.gateway("1.0"))
                .apply(
                        Stage.model(
                                """
                        notifications:
                        - {name: events, type: Webhook, secretRef: {name: notify, key: hook}, signingSecretRef: {name: notify, key: signing}}
                        - {name: cards, type: MicrosoftTeams, secretRef: {name: notify, key: teams}}
                        """))
                .awaitGood("1.0")
                .apply(Stage.gateway("1.1"))
                .awaitServing("1.1");
    }

    private static List<Receivers.Delivery> events(Stage stage) {
        return receivers.deliveries("/hook/" + stage.namespace());
    }

    private static List<String> types(Stage stage) {
        return events(stage).stream()
                .map(e -> e.json().path("type").asText().replace("dev.lastgood.incident.", ""))
                .toList();
    }

    private static List<String> cards(Stage stage) {
        return receivers.deliveries("/teams/" + stage.namespace()).stream()
                .map(c -> c.json()
                        .at("/attachments/0/content/body/0/inlines/0/text")
                        .asText())
                .map(title -> title.replaceFirst(".*: ", ""))
                .toList();
    }

    @Test
    void anIncidentIsSignedEventsAndACardForWhatPeopleMustKnow() throws Exception {
        Stage stage = subscribed();
        stage.apply(Stage.incident("wrong-prices", "customerImpact: \"<at>all</at> prices\""));
        stage.awaitPhase("wrong-prices", Phase.Mitigated);
        eventually("told of Mitigated", () -> {
            assertThat(cards(stage)).last().isEqualTo("Mitigated");
            assertThat(events(stage)).last().satisfies(e -> assertThat(
                            e.json().at("/data/phase").asText())
                    .isEqualTo("Mitigated"));
        });
        stage.kubectl(
                "patch",
                "aii",
                "wrong-prices",
                "--type=merge",
                "-p",
                "{\"spec\":{\"resolution\":{\"kind\":\"Accepted\"}}}");
        eventually("closed", () -> {
            assertThat(types(stage)).last().isEqualTo("closed");
            assertThat(cards(stage)).hasSize(3);
        });
        stage.awaitIncident(
                "wrong-prices", "told", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                        .isEqualTo("True/Notified"));

        assertThat(types(stage)).startsWith("opened", "updated").containsOnlyOnce("opened");
        assertThat(events(stage)).extracting(e -> e.headers().get("webhook-id")).doesNotHaveDuplicates();
        for (Receivers.Delivery event : events(stage)) {
            assertThat(event.json().path("id").asText())
                    .isEqualTo(event.headers().get("webhook-id"));
            assertThat(event.json().path("subject").asText()).isEqualTo("wrong-prices");
            assertThat(event.headers().get("webhook-signature")).isEqualTo(signature(event));
        }
    }

    private static String signature(Receivers.Delivery event) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SIGNING.substring("whsec_".length())), "HmacSHA256"));
        String signed =
                event.headers().get("webhook-id") + "." + event.headers().get("webhook-timestamp") + "." + event.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void killedBeforeTheReplyTheEventIsRepeatedWithItsIdAndTheCardIsNot() {
        Stage stage = subscribed();
        receivers.next("/hook/" + stage.namespace(), Fault.LOST);
        receivers.next("/teams/" + stage.namespace(), Fault.LOST);
        stage.apply(Stage.incident("wrong-prices", "response: {mode: Suggest}"));
        eventually("both came in", () -> {
            assertThat(events(stage)).hasSize(1);
            assertThat(cards(stage)).hasSize(1);
        });
        operator.process().kill();
        operator.restart();
        eventually("the event again", () -> assertThat(events(stage)).hasSizeGreaterThan(1));
        stage.awaitIncident(
                "wrong-prices", "it is said", i -> assertThat(Stage.condition(i.getStatus().conditions, "Notified"))
                        .isEqualTo("Unknown/NotificationUnknown"));
        assertThat(cards(stage)).hasSize(1);
        assertThat(events(stage).subList(0, 2))
                .extracting(e -> e.headers().get("webhook-id"))
                .containsOnly(events(stage).get(0).headers().get("webhook-id"));
    }
}
