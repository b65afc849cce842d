package dev.lastgood.operator.rest;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Severity;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.FreePort;
import dev.lastgood.suite.NeedsProgram;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alerts of a real Alertmanager and of Grafana open incidents, whatever else is in the group. */
@RealApiServer
class WebhooksIT {

    private static final String FIRED = "2026-11-23T10:00:00Z";
    private static final String ALERTMANAGER = "/webhooks/alertmanager";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of("QUARKUS_HTTP_PORT", Integer.toString(FreePort.find())), 8);
    }

    @Test
    @NeedsProgram("prometheus-alertmanager")
    void aRealAlertmanagerRollsBackThoughTheOperatorWasAwayAtFirst() {
        Stage stage = misbehaving("response: {mode: Auto}");
        RestCaller caller = sender(stage);
        try (RealAlertmanager alertmanager =
                RealAlertmanager.telling(operator.process().url(), caller.token())) {
            operator.process().kill();
            alertmanager.post(
                    """
                    [{"labels": {"alertname": "GatewayErrors", "namespace": "%s", "severity": "critical",
                                 "lastgood_model": "pricing", "lastgood_trigger": "GatewayErrors"},
                      "annotations": {"summary": "5 %% of answers are 5xx", "customer_impact": "no prices"}}]
                    """
                            .formatted(stage.namespace()));
            eventually("the first attempt fails", () -> assertThat(alertmanager.metric(
                            "alertmanager_notification_requests_failed_total{integration=\"webhook\"}"))
                    .isNotIn("", "0"));

            operator.restart();

            AIIncident incident = eventuallyOne(stage);
            assertThat(incident.getSpec().source).isEqualTo(Source.Alert);
            assertThat(incident.getSpec().severity).isEqualTo(Severity.Sev1);
            assertThat(incident.getSpec().summary).isEqualTo("GatewayErrors: 5 % of answers are 5xx");
            assertThat(incident.getSpec().customerImpact).isEqualTo("no prices");
            assertThat(incident.getSpec().requestedBy)
                    .isEqualTo("system:serviceaccount:" + stage.namespace() + ":alerts");
            String name = incident.getMetadata().getName();
            stage.awaitPhase(name, Phase.Mitigated);
            stage.awaitServing("1.0");
            assertThat(Stage.condition(stage.incident(name).getStatus().conditions, "AlertFiring"))
                    .isEqualTo("True/AlertFiring");

            alertmanager.post(
                    """
                    [{"labels": {"alertname": "GatewayErrors", "namespace": "%s", "severity": "critical",
                                 "lastgood_model": "pricing", "lastgood_trigger": "GatewayErrors"},
                      "endsAt": "%s"}]
                    """
                            .formatted(stage.namespace(), java.time.Instant.now()));

            stage.awaitIncident(
                    name, "it is told", i -> assertThat(Stage.condition(i.getStatus().conditions, "AlertFiring"))
                            .startsWith("False/AlertResolved"));
            assertThat(incidents(stage)).hasSize(1);
        }
    }

    @Test
    void fiveHundredAlertsOfWhichSomeAreResolvedOpenOneIncidentAndTheRestIsNamed() {
        Stage stage = misbehaving("response: {mode: Observe}");
        String alerts = IntStream.range(0, 500)
                .mapToObj(i -> alert(stage, "pod-" + i, i % 5 == 0 ? "resolved" : "firing"))
                .collect(Collectors.joining(","));

        RestCaller.Answer answer = sender(stage)
                .post(ALERTMANAGER, group(alerts + ",{\"status\":\"firing\",\"labels\":{\"alertname\":\"Disk\"}}", 12));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("opened")).hasSize(1);
        assertThat(answer.json().path("truncated").asInt()).isEqualTo(12);
        assertThat(answer.json().at("/ignored/0/alert").asText()).isEqualTo("Disk");
        assertThat(answer.json().at("/ignored/0/why").asText()).contains("lastgood_model");
        AIIncident incident = eventuallyOne(stage);
        assertThat(incident.getSpec().summary).endsWith("(and 399 more alerts)");
        stage.awaitIncident(incident.getMetadata().getName(), "it was seen", i -> assertThat(i.getStatus().phase)
                .isNotNull());
        assertThat(stage.image()).contains("1.1");
    }

    @Test
    void theSameGroupAgainAndTwoAtOnceOpenOneIncident() {
        Stage stage = misbehaving("response: {mode: Observe}");
        RestCaller sender = sender(stage);

        List<RestCaller.Answer> answers = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> sender.post(ALERTMANAGER, group(alert(stage, "pod-" + i % 3, "firing"), 0)))
                .toList();

        assertThat(answers).allMatch(a -> a.status() == 200);
        assertThat(answers.stream().filter(a -> a.json().path("opened").size() == 1))
                .hasSize(1);
        assertThat(answers.stream().filter(a -> a.json().path("joined").size() == 1))
                .hasSize(5);
        eventuallyOne(stage);
    }

    @Test
    void whatFiredBeforeSomebodyEndedItOpensNoOther() {
        Stage stage = misbehaving("response: {mode: Observe}");
        RestCaller sender = sender(stage);
        sender.post(ALERTMANAGER, group(alert(stage, "a", "firing"), 0));
        String name = eventuallyOne(stage).getMetadata().getName();
        stage.kubectl(
                "patch",
                "aii",
                name,
                "--type=merge",
                "-p",
                "{\"spec\":{\"resolution\":{\"kind\":\"FalseAlarm\",\"rootCause\":\"a bad threshold\"}}}");
        stage.awaitPhase(name, Phase.Closed);

        assertThat(sender.post(ALERTMANAGER, group(alert(stage, "a", "firing"), 0))
                        .json()
                        .path("known"))
                .hasSize(1);
        assertThat(incidents(stage)).hasSize(1);
    }

    @Test
    void grafanaIsUnderstoodToo() {
        Stage stage = misbehaving("response: {mode: Observe}");
        RestCaller.Answer answer = sender(stage)
                .post(
                        "/webhooks/grafana",
                        """
                        {"receiver":"lastgood","status":"firing","orgId":1,"version":"1","groupKey":"{}","truncatedAlerts":0,
                         "title":"[FIRING:1]","state":"alerting","message":"text",
                         "alerts":[{"status":"firing","startsAt":"2026-11-23T11:00:00.123+01:00","endsAt":"0001-01-01T00:00:00Z",
                           "labels":{"alertname":"Drift","namespace":"%s","lastgood_model":"pricing","lastgood_trigger":"biasdrift"},
                           "annotations":{},"values":{"B":0.93,"C":1},"valueString":"[ var='B' ]","fingerprint":"abc",
                           "generatorURL":"https://grafana.example/x","silenceURL":"https://grafana.example/y"}]}
                        """
                                .formatted(stage.namespace()));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(eventuallyOne(stage).getSpec().trigger.name()).isEqualTo("BiasDrift");
    }

    @Test
    void whatIsOfNoUseIsRefusedWithWhatToWrite() {
        Stage stage = model();
        Stage other = model();
        RestCaller sender = sender(stage);

        assertThat(sender.post(ALERTMANAGER, "{\"alerts\": 1}").problem()).isEqualTo("UnreadableBody");
        assertThat(sender.post(ALERTMANAGER, "alert!").problem()).isEqualTo("UnreadableBody");
        assertThat(sender.post(ALERTMANAGER, "{}").detail()).contains("list alerts");
        assertThat(sender.post(ALERTMANAGER, "[".repeat(5000)).problem()).isEqualTo("UnreadableBody");
        assertThat(sender.post(ALERTMANAGER, " ".repeat(1_100_000)).problem()).isEqualTo("BodyTooLarge");
        RestCaller.Answer unknown =
                sender.post(ALERTMANAGER, group(alert(stage, "a", "firing").replace("\"pricing\"", "\"nobody\""), 0));
        assertThat(unknown.problem()).isEqualTo("AlertsUnusable");
        assertThat(unknown.detail()).contains("no ModelDeployment");
        assertThat(sender.post(ALERTMANAGER, group(alert(other, "a", "firing"), 0))
                        .detail())
                .contains("may not create aiincidents");
        assertThat(sender.post(
                                ALERTMANAGER,
                                group(alert(stage, "a", "firing").replace("\"GatewayErrors\"", "\"Smoke\""), 0))
                        .detail())
                .contains("lastgood_trigger", "PIILeak");
        assertThat(new RestCaller(operator.process()::url, null)
                        .post(ALERTMANAGER, "{}")
                        .status())
                .isEqualTo(401);
        assertThat(incidents(stage)).isEmpty();
    }

    private static Stage model() {
        return operator.stage().apply(Stage.gateway("1.0")).apply(Stage.model(""));
    }

    private static Stage misbehaving(String response) {
        return operator.stage().goodThenBad("1.0", "1.1").apply(Stage.model(response));
    }

    private static RestCaller sender(Stage stage) {
        return RestUsers.in(stage, operator, "alerts", "create", "aiincidents");
    }

    private static String group(String alerts, int truncated) {
        return "{\"version\":\"4\",\"status\":\"firing\",\"receiver\":\"lastgood\",\"truncatedAlerts\":" + truncated
                + ",\"alerts\":[" + alerts + "]}";
    }

    private static String alert(Stage stage, String fingerprint, String status) {
        return """
                {"status":"%s","labels":{"alertname":"Errors","namespace":"%s","lastgood_model":"pricing",
                 "lastgood_trigger":"GatewayErrors"},"annotations":{},"startsAt":"%s","endsAt":"%s","fingerprint":"%s"}
                """
                .formatted(
                        status,
                        stage.namespace(),
                        FIRED,
                        status.equals("firing") ? "0001-01-01T00:00:00Z" : "2026-11-23T10:05:00Z",
                        fingerprint);
    }

    private static AIIncident eventuallyOne(Stage stage) {
        eventually("there is one", () -> assertThat(incidents(stage)).hasSize(1));
        return incidents(stage).get(0);
    }

    private static List<AIIncident> incidents(Stage stage) {
        return stage.plane()
                .client()
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }
}
