package dev.lastgood.operator.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.rest.RestCaller;
import dev.lastgood.operator.rest.RestUsers;
import dev.lastgood.suite.FreePort;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two alerts about one model, a fast and a slow burn: the incident hears of each. */
@RealApiServer
class AlertGroupsIT {

    private static final String FAST = "6a1f00000000fa57";
    private static final String SLOW = "6a1f00000000510e";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of("QUARKUS_HTTP_PORT", Integer.toString(FreePort.find())), 1);
    }

    @Test
    void theAlertFiresUntilTheLastOfItsGroupsIsResolved() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1").apply(Stage.model("response: {mode: Auto}"));
        RestCaller sender = RestUsers.in(stage, operator, "alerts", "create", "aiincidents");
        post(stage, sender, FAST, "firing");
        post(stage, sender, SLOW, "firing");
        AIIncident incident = Incidents.awaitAnother(stage, Phase.Mitigated);
        String name = incident.getMetadata().getName();
        assertThat(firing(incident)).isEqualTo("True/AlertFiring");

        post(stage, sender, FAST, "resolved");
        assertThat(firing(Incidents.look(stage, name))).as("the slow one fires").isEqualTo("True/AlertFiring");

        post(stage, sender, SLOW, "resolved");
        stage.awaitIncident(name, "none fires", i -> assertThat(firing(i)).isEqualTo("False/AlertResolved"));

        post(stage, sender, FAST, "firing");
        stage.awaitIncident(name, "one fires again", i -> assertThat(firing(i)).isEqualTo("True/AlertFiring"));
        post(stage, sender, SLOW, "resolved");
        assertThat(firing(Incidents.look(stage, name))).as("the fast one fires").isEqualTo("True/AlertFiring");
        assertThat(Incidents.all(stage)).hasSize(1);
    }

    private static String firing(AIIncident incident) {
        return Stage.condition(incident.getStatus().conditions, "AlertFiring");
    }

    private static void post(Stage stage, RestCaller sender, String fingerprint, String status) {
        RestCaller.Answer answer = sender.post(
                "/webhooks/alertmanager",
                """
                {"version":"4","status":"%1$s","receiver":"lastgood","groupKey":"{}:{burn=\\"%2$s\\"}","truncatedAlerts":0,
                 "alerts":[{"status":"%1$s","fingerprint":"%2$s","startsAt":"2026-11-23T10:00:00Z","endsAt":"%3$s",
                   "labels":{"alertname":"ErrorBudgetBurn","burn":"%2$s","namespace":"%4$s","lastgood_model":"pricing",
                     "lastgood_trigger":"GatewayErrors"},"annotations":{}}]}
                """
                        .formatted(
                                status,
                                fingerprint,
                                status.equals("firing") ? "0001-01-01T00:00:00Z" : "2026-11-23T10:05:00Z",
                                stage.namespace()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }
}
