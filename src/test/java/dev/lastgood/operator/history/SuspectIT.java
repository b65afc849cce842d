package dev.lastgood.operator.history;

import static dev.lastgood.kube.Eventually.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Whom an incident blames, what that costs the revision, and how long. */
@RealApiServer
class SuspectIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 9);
    }

    /** When a revision began to serve. */
    private static String beganToServe(Stage stage, String version) {
        return stage.annotationOf(version, Names.SERVED_SINCE);
    }

    private static void assertState(Stage stage, String version, RevisionState state) {
        assertThat(stage.revision(version).orElseThrow().state).as(version).isEqualTo(state);
    }

    @ConcurrentTest
    void whatServedWhenItWasDetectedIsBlamedAndWhatServesNowKeepsGood() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        String detectedAt = beganToServe(stage, "1.1");
        stage.apply(Stage.gateway("1.2")).awaitGood("1.2");
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.apply(Stage.incident(INCIDENT, "detectedAt: " + detectedAt));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(incident.getStatus().suspect).isEqualTo(stage.revision("1.1").orElseThrow().name);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/SuspectNotServing");
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(generation);
        assertState(stage, "1.2", RevisionState.Good);
        assertState(stage, "1.1", RevisionState.Good);
        assertThat(stage.kubectl("get", "quarantines", "-o", "name")).isEmpty();
    }

    @ConcurrentTest
    void whatServesSinceBeforeItWasDetectedIsRolledBack() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");

        stage.apply(Stage.incident(INCIDENT, "detectedAt: " + beganToServe(stage, "1.1")));

        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.1", "1.0");
    }

    @ConcurrentTest
    void aConfigMapThatIsNamedLaterMakesNoTargetOfWhatServes() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("limits", "tokens", "100"))
                .apply(Stage.gateway("1.0"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitGood("1.1");
        nameLimits(stage);
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        Incidents.assertRolledBack(stage, incident, "1.1", "1.0");
        assertNoFight(stage, generation + 1);
    }

    @ConcurrentTest
    void aConfigMapThatIsNamedLaterIsRestoredAsItWasThen() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("limits", "tokens", "100"))
                .apply(Stage.gateway("1.0"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        nameLimits(stage);
        String good = stage.awaitServingGood();
        stage.apply(Stage.configMap("limits", "tokens", "9"))
                .apply(Stage.gateway("1.1"))
                .awaitServing("1.1");
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(incident.getStatus().rollback.toRevision).isEqualTo(good);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.data("limits")).containsEntry("tokens", "100");
        assertNoFight(stage, generation + 1);
    }

    /** The team adds a ConfigMap that exists already to those of the gateway. */
    private static void nameLimits(Stage stage) {
        stage.kubectl(
                "patch",
                "mdl",
                Stage.MODEL,
                "--type=merge",
                "-p",
                "{\"spec\":{\"gateway\":{\"configMaps\":[\"limits\"]}}}");
        long generation = stage.model().getMetadata().getGeneration();
        stage.awaitModel("the ConfigMap is part of what serves", m -> {
            assertThat(m.getStatus().observedGeneration).isGreaterThanOrEqualTo(generation);
            assertThat(Stage.condition(m.getStatus().conditions, "RolloutComplete"))
                    .isEqualTo("True/RolloutComplete");
        });
    }

    private static void assertNoFight(Stage stage, long generation) {
        AIIncident now = Incidents.look(stage, INCIDENT);
        assertThat(now.getStatus().phase).isEqualTo(Phase.Mitigated);
        assertThat(now.getStatus().reverts).isNull();
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(generation);
    }

    /** Each ConfigMap is looked at by itself: one that never rests hides no other. */
    @ConcurrentTest
    void promptsThatAreReloadedAreBlamedWhileTheRouterIsBusy() {
        Stage stage = operator.stage();
        AtomicInteger route = new AtomicInteger();
        String mounted = Stage.gateway("1.0", "volumeMounts: [{name: files, mountPath: /etc/gateway}]")
                + "volumes: [{name: files, projected: {sources: [{configMap: {name: prompts}}, {configMap: {name: router}}]}}]"
                        .indent(6);
        stage.apply(Stage.configMap("prompts", "system", "v5"))
                .apply(Stage.configMap("router", "routes", "0"))
                .apply(mounted)
                .apply(Stage.model("").replace("{name: model-gateway}}", "{name: model-gateway}, configReload: true}"));
        String good = stage.awaitServingGood();
        ScheduledExecutorService router = Executors.newSingleThreadScheduledExecutor();
        try {
            router.scheduleWithFixedDelay(
                    () -> stage.apply(Stage.configMap("router", "routes", "" + route.incrementAndGet())),
                    0,
                    1,
                    SECONDS);
            stage.apply(Stage.configMap("prompts", "system", "v6"));
            int before = route.get();
            eventually("the router goes on", () -> assertThat(route.get()).isGreaterThan(before + 3));

            stage.apply(Stage.incident(INCIDENT, ""));

            AIIncident incident = stage.awaitIncident(INCIDENT, "the prompts are restored", i -> {
                assertThat(Stage.outcome(i, "rollback")).isEqualTo("Done/Patched");
                assertThat(stage.data("prompts")).containsEntry("system", "v5");
            });
            assertThat(incident.getStatus().suspect).isNotEqualTo(good);
            assertThat(stage.model().getStatus().revisions)
                    .filteredOn(r -> r.name.equals(good))
                    .singleElement()
                    .satisfies(r -> assertThat(r.state).isEqualTo(RevisionState.Good));
        } finally {
            router.shutdownNow();
        }
        assertThat(Incidents.look(stage, INCIDENT).getStatus().reverts).isNull();
    }

    private static final String FLAGS =
            "flags: [{name: quoting, format: Plain, disable: Always, configMapRef: {name: flags, key: quoting}}]\n";

    /** Another model on the same gateway, whose flag goes off with each rollback of its own incidents. */
    private static Stage withQuotes(Stage stage) {
        return stage.apply(Stage.configMap("flags", "quoting", "true"))
                .apply(Stage.model(FLAGS).replace("{name: pricing}", "{name: quotes}"))
                .goodThenBad("1.0", "1.1");
    }

    private static String observing() {
        return Stage.incident("watching", "response: {mode: Observe}").replace("{name: pricing}", "{name: quotes}");
    }

    @ConcurrentTest
    void anObserveIncidentThatMeetsTheRollbackOfAnotherOneChangesNothing() {
        Stage stage = withQuotes(operator.stage());
        stage.apply(observing()).awaitPhase("watching", Phase.NeedsHuman);

        stage.apply(Stage.incident(INCIDENT, ""));

        assertOnlyTheWorkloadIsRestored(stage);
    }

    @ConcurrentTest
    void anObserveIncidentThatComesWithTheRollbackOfAnotherOneChangesNothing() {
        Stage stage = withQuotes(operator.stage());

        stage.apply(Stage.incident(INCIDENT, "") + "---\n" + observing());

        assertOnlyTheWorkloadIsRestored(stage);
    }

    private static void assertOnlyTheWorkloadIsRestored(Stage stage) {
        Incidents.assertRolledBack(stage, stage.awaitPhase(INCIDENT, Phase.Mitigated), "1.1", "1.0");
        Incidents.look(stage, "watching");
        AIIncident watching = Incidents.look(stage, "watching");
        assertThat(watching.getStatus().steps).extracting(step -> step.id).noneMatch(id -> id.contains("/flag/"));
        assertThat(watching.getStatus().flags).isEmpty();
        assertThat(stage.data("flags")).containsEntry("quoting", "true");
    }

    /** 1.0 is declared Good, and 1.1 cannot earn it before the test says so. */
    private static Stage soaking() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(soak("1h")).awaitServing("1.0");
        declareGood(stage, "1.0");
        return stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
    }

    private static String soak(String time) {
        return Stage.model("").replace("soak: 1s", "soak: " + time);
    }

    private static void declareGood(Stage stage, String version) {
        String revision = stage.revision(version).orElseThrow().name;
        stage.kubectl("annotate", "mdl", Stage.MODEL, "--overwrite", Names.DECLARE_GOOD + "=" + revision);
        stage.awaitGood(version);
    }

    @ConcurrentTest
    void aSuspectEarnsGoodOnceItsIncidentHasEndedWell() {
        Stage stage = soaking();
        stage.apply(Stage.incident("first", "response: {mode: Observe}")).awaitPhase("first", Phase.NeedsHuman);
        stage.apply(Stage.incident("second", "response: {mode: Observe}")).awaitPhase("second", Phase.NeedsHuman);
        Incidents.patch(stage, "first", "{\"resolution\":{\"kind\":\"Fixed\"}}");
        Incidents.patch(stage, "second", "{\"resolution\":{\"kind\":\"Accepted\"}}");
        stage.awaitPhase("first", Phase.Resolved);
        stage.awaitPhase("second", Phase.Resolved);

        stage.apply(soak("1s"));

        stage.awaitGood("1.1");
    }

    @ConcurrentTest
    void whatAPersonDeclaresGoodIsGoodWhileASuggestionWaits() {
        Stage stage = soaking();
        stage.apply(Stage.incident(INCIDENT, "response: {mode: Suggest}")).awaitPhase(INCIDENT, Phase.Suggested);

        declareGood(stage, "1.1");

        Incidents.look(stage, INCIDENT);
        Incidents.look(stage, INCIDENT);
        assertState(stage, "1.1", RevisionState.Good);
    }
}
