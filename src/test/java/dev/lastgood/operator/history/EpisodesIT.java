package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.probe.ProbedModel;
import dev.lastgood.suite.Belongings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** One incident sees its suspect go bad again, and hears what people write at any moment. */
@RealApiServer
class EpisodesIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static Receivers receivers;
    private static ProbedOperator operator;

    @BeforeAll
    static void start() throws IOException {
        receivers = BELONGINGS.own(new Receivers());
        operator = BELONGINGS.own(ProbedOperator.start(
                5, Map.of("LASTGOOD_NOTIFY_PAGERDUTY_URL", receivers.url(), "LASTGOOD_NOTIFY_ALLOW_HTTP", "true")));
    }

    /** In mode Suggest, 1.0 is Good and 1.1 serves; {@code bad} decides how 1.1 answers. */
    private static Stage suggesting(AtomicBoolean bad) {
        Stage stage = operator.stage();
        ProbedModel server = operator.answering(stage);
        server.answers(() -> bad.get() && server.image(stage).endsWith(":1.1") ? 503 : 200);
        String notifications =
                """
                notifications:
                - {name: page, type: PagerDuty, secretRef: {name: notify, key: pagerduty}}
                - {name: events, type: Webhook, secretRef: {name: notify, key: hook}, signingSecretRef: {name: notify, key: signing}}
                """
                        .indent(2);
        stage.apply(
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: notify}
                        stringData:
                          pagerduty: 0123456789abcdef0123456789abcdef
                          signing: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                          hook: '%s'
                        """
                                .formatted(receivers.url() + hook(stage)))
                .apply(Stage.gateway("1.0"))
                .apply(ProbedOperator.spec().replace("mode: Auto", "mode: Suggest") + notifications)
                .awaitGood("1.0");
        return stage.apply(Stage.gateway("1.1"));
    }

    private static String hook(Stage stage) {
        return "/hook/" + stage.namespace();
    }

    private static List<String> phases(Stage stage) {
        return receivers.deliveries(hook(stage)).stream()
                .map(event -> event.json().at("/data/phase").asText())
                .toList();
    }

    private static long pages(AIIncident incident) {
        return receivers.events().stream()
                .filter(event -> event.path("dedup_key")
                        .asText()
                        .startsWith(incident.getMetadata().getUid()))
                .filter(event -> event.path("event_action").asText().equals("trigger"))
                .map(event -> event.path("dedup_key").asText())
                .distinct()
                .count();
    }

    private static void approve(Stage stage, String incident, String hash) {
        Incidents.patch(stage, incident, "{\"response\":{\"approvedPlan\":\"" + hash + "\"}}");
    }

    @ConcurrentTest
    void whatIsBadAgainAfterItRecoveredIsSuggestedAgain() {
        AtomicBoolean bad = new AtomicBoolean(true);
        Stage stage = suggesting(bad);
        AIIncident first = Incidents.awaitAnother(stage, Phase.Suggested);
        String name = first.getMetadata().getName();
        assertThat(first.getStatus().attempt).isEqualTo(1);
        eventually("people are told of the plan", () -> {
            assertThat(phases(stage)).last().isEqualTo("Suggested");
            assertThat(pages(first)).isEqualTo(1);
        });

        bad.set(false);
        AIIncident recovered = stage.awaitPhase(name, Phase.Mitigated);
        assertThat(Incidents.ready(recovered)).isEqualTo("True/Recovered");
        eventually(
                "people are told that it is over",
                () -> assertThat(phases(stage)).last().isEqualTo("Mitigated"));
        bad.set(true);

        AIIncident again = stage.awaitPhase(name, Phase.Suggested);
        assertThat(again.getStatus().attempt).isEqualTo(2);
        String hash = again.getStatus().plan.hash;
        assertThat(hash).isNotEqualTo(first.getStatus().plan.hash);
        assertThat(again.getStatus().plan.to).isEqualTo(first.getStatus().plan.to);
        eventually("people are told again", () -> {
            assertThat(phases(stage)).last().isEqualTo("Suggested");
            assertThat(pages(first)).as("a page for each episode").isEqualTo(2);
        });

        approve(stage, name, first.getStatus().plan.hash);
        Incidents.awaitReady(stage, name, "False/ApprovedPlanOutdated");
        assertThat(stage.image()).endsWith(":1.1");

        approve(stage, name, hash);
        Incidents.assertRolledBack(stage, stage.awaitPhase(name, Phase.Mitigated), "1.1", "1.0");
        assertThat(Incidents.all(stage)).hasSize(1);
    }

    /** The person says Fixed, and the probes still say Bad. */
    private static String stillBad(Stage stage) {
        String name =
                Incidents.awaitAnother(stage, Phase.Suggested).getMetadata().getName();
        Incidents.patch(stage, name, "{\"resolution\":{\"kind\":\"Fixed\",\"rootCause\":\"the prompts\"}}");
        Incidents.awaitReady(stage, name, "False/StillBad");
        return name;
    }

    @ConcurrentTest
    void anApprovalIsHeardWhileTheResolutionFixedWaits() {
        Stage stage = suggesting(new AtomicBoolean(true));
        String name = stillBad(stage);

        approve(stage, name, stage.incident(name).getStatus().plan.hash);

        AIIncident resolved = stage.awaitPhase(name, Phase.Resolved);
        assertThat(Stage.outcome(resolved, "rollback")).isEqualTo("Done/Patched");
        Incidents.assertRolledBack(stage, resolved, "1.1", "1.0");
    }

    @ConcurrentTest
    void anotherAttemptIsHeardWhileTheResolutionFixedWaits() {
        Stage stage = suggesting(new AtomicBoolean(true));
        String name = stillBad(stage);
        String hash = stage.incident(name).getStatus().plan.hash;

        Incidents.patch(stage, name, "{\"attempt\":7}");

        AIIncident again = stage.awaitIncident(name, "the next attempt has a plan", i -> {
            assertThat(i.getStatus().attempt).isGreaterThan(1);
            assertThat(i.getStatus().plan).isNotNull();
            assertThat(i.getStatus().plan.hash).isNotEqualTo(hash);
        });
        approve(stage, name, again.getStatus().plan.hash);
        Incidents.assertRolledBack(stage, stage.awaitPhase(name, Phase.Resolved), "1.1", "1.0");
    }

    @ConcurrentTest
    void aFalseAlarmIsHeardWhileTheResolutionFixedWaits() {
        Stage stage = suggesting(new AtomicBoolean(true));
        String name = stillBad(stage);

        Incidents.patch(stage, name, "{\"resolution\":{\"kind\":\"FalseAlarm\",\"rootCause\":\"the probe\"}}");

        stage.awaitPhase(name, Phase.Closed);
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(Incidents.all(stage)).hasSize(1);
    }

    @ConcurrentTest
    void aFalseAlarmGivesBackWhatEachAttemptTook() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        stage.apply(Stage.incident(INCIDENT, ""));
        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.1", "1.0");
        stage.apply(Stage.gateway("1.2")).awaitGood("1.2");
        Incidents.patch(stage, INCIDENT, "{\"attempt\":2}");
        AIIncident second = stage.awaitIncident(INCIDENT, "the second attempt is done", i -> {
            assertThat(i.getStatus().attempt).isEqualTo(2);
            assertThat(i.getStatus().phase).isEqualTo(Phase.Mitigated);
        });
        Incidents.assertRolledBack(stage, second, "1.2", "1.0");

        Incidents.patch(
                stage, INCIDENT, "{\"resolution\":{\"kind\":\"FalseAlarm\",\"rootCause\":\"wrong threshold\"}}");

        stage.awaitPhase(INCIDENT, Phase.Closed);
        stage.awaitModel("both have their state back", m -> assertThat(m.getStatus().revisions)
                .extracting(r -> r.version + " " + r.state)
                .containsExactly(
                        "1.2 " + RevisionState.Good, "1.1 " + RevisionState.Good, "1.0 " + RevisionState.Good));
        eventually("nothing is kept out", () -> assertThat(stage.kubectl("get", "quarantines", "-o", "name"))
                .isEmpty());
    }
}
