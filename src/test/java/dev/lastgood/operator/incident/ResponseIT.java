package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** How far an incident goes by itself: modes, approval, dry run, evidence hold, drill, breaker; and who reverts. */
@RealApiServer
class ResponseIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String FLAG =
            "flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]\n";
    private static final String AUTO = "response: {mode: Auto}\n";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 12);
    }

    private static Stage withFlag() {
        return operator.stage()
                .apply(Stage.configMap("flags", "assistant", "true"))
                .goodThenBad("1.0", "1.1")
                .apply(Stage.model(FLAG));
    }

    private static String flag(Stage stage) {
        return stage.data("flags").get("assistant");
    }

    private static long generation(Stage stage) {
        return stage.deployment().getMetadata().getGeneration();
    }

    private static String ready(AIIncident incident) {
        return Stage.condition(incident.getStatus().conditions, "Ready");
    }

    private static String message(AIIncident incident) {
        return incident.getStatus().conditions.stream()
                .filter(c -> c.getType().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    private static AIIncident awaitReady(Stage stage, String incident, String reason) {
        return stage.awaitIncident(
                incident, reason, i -> assertThat(ready(i)).as(message(i)).isEqualTo(reason));
    }

    private static void patch(Stage stage, String incident, String spec) {
        stage.kubectl("patch", "aii", incident, "--type=merge", "-p", "{\"spec\":" + spec + "}");
    }

    @ConcurrentTest
    void aSuggestionWaitsForTheHashOfItsPlan() {
        Stage stage = withFlag();
        stage.apply(Stage.incident(INCIDENT, "source: Alert"));

        AIIncident suggested = stage.awaitPhase(INCIDENT, Phase.Suggested);
        assertThat(ready(suggested)).isEqualTo("False/AwaitingApproval");
        String hash = suggested.getStatus().plan.hash;
        assertThat(suggested.getStatus().plan.to)
                .isEqualTo(stage.revision("1.0").orElseThrow().name);
        assertThat(stage.kubectl("get", "aii", INCIDENT)).contains("Suggested");
        assertThat(stage.revision("1.1").orElseThrow().incident)
                .as("a suggestion takes nothing")
                .isNull();

        patch(stage, INCIDENT, "{\"response\":{\"approvedPlan\":\"000000000000\"}}");
        AIIncident refused = awaitReady(stage, INCIDENT, "False/ApprovedPlanOutdated");
        assertThat(message(refused)).contains("the plan has changed: approve " + hash);
        assertThat(refused.getStatus().phase).isEqualTo(Phase.Suggested);
        assertThat(generation(stage)).isEqualTo(2);
        assertThat(stage.image()).endsWith(":1.1");

        patch(stage, INCIDENT, "{\"response\":{\"approvedPlan\":\"" + hash + "\"}}");
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(flag(stage)).isEqualTo("true");
    }

    @ConcurrentTest
    void whatIsOnlyObservedActsWhenAPersonSaysSo() {
        Stage stage = withFlag();
        stage.apply(Stage.incident(INCIDENT, "response: {mode: Observe}"));

        AIIncident observed = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(ready(observed)).isEqualTo("False/ObserveOnly");
        assertThat(message(observed)).contains("spec.response.mode to Auto");
        assertThat(observed.getStatus().plan.to).isNotNull();
        assertThat(generation(stage)).isEqualTo(2);
        assertThat(flag(stage)).isEqualTo("true");

        patch(stage, INCIDENT, "{\"response\":{\"mode\":\"Auto\"}}");
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
    }

    @ConcurrentTest
    void aDryRunAsksTheApiServerAndChangesNothing() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}, {configMapRef: {name: limits, optional: true}}]\n";
        stage.apply(Stage.configMap("flags", "assistant", "true"))
                .apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.configMap("limits", "tokens", "100"))
                .apply(Stage.gateway("1.0", uses))
                .apply(Stage.model(FLAG))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts", "system", "be creative"));
        stage.kubectl("delete", "configmap", "limits");
        // Its soak is over, too: whatever is written to a revision from now on is about the incident.
        stage.apply(Stage.gateway("1.1", uses)).awaitServing("1.1").awaitGood("1.1");
        AuditLog audit = operator.plane().audit().fromNow();

        stage.apply(Stage.incident(INCIDENT, "response: {dryRun: true}"));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.RecordedOnly);
        assertThat(ready(incident)).isEqualTo("True/DryRun");
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/DryRun");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message)
                .startsWith("dry run: would have restored ")
                .contains("prompts", "limits");
        assertThat(Stage.outcome(incident, "flag/assistant")).isEqualTo("Done/DryRun");
        assertThat(incident.getStatus().rollback).isNull();

        Set<String> kinds = Set.of("deployments", "configmaps", "controllerrevisions", "quarantines");
        List<AuditLog.Entry> writes = audit.entries().stream()
                .filter(e -> e.namespace().equals(stage.namespace()) && kinds.contains(e.resource()))
                .filter(e -> Set.of("create", "update", "patch", "delete").contains(e.verb()))
                .filter(e -> e.userAgent().startsWith("fabric8"))
                .toList();
        assertThat(writes).allSatisfy(e -> assertThat(e.uri()).contains("dryRun=All"));
        assertThat(writes.stream()
                        .map(e -> e.verb() + " " + e.resource() + "/" + e.name())
                        .map(text -> text.contains("quarantines") ? "create quarantines" : text)
                        .collect(Collectors.toSet()))
                .contains(
                        "patch deployments/" + Stage.GATEWAY,
                        "patch configmaps/prompts",
                        "patch configmaps/flags",
                        "create quarantines")
                .anyMatch(text -> text.startsWith("create configmaps"));
        assertThat(generation(stage)).isEqualTo(2);
        assertThat(flag(stage)).isEqualTo("true");
        assertThat(stage.data("prompts")).containsEntry("system", "be creative");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);
        assertThat(stage.model().getStatus().rollbacks).isEmpty();
    }

    @ConcurrentTest
    void evidenceIsHeldUntilItIsReleased() {
        Stage stage = withFlag().awaitGood("1.1");
        stage.apply(Stage.incident(INCIDENT, "evidenceHold: true"));

        AIIncident held = awaitReady(stage, INCIDENT, "False/EvidenceHold");
        assertThat(held.getStatus().phase).isEqualTo(Phase.Open);
        assertThat(Stage.outcome(held, "capture-evidence")).isEqualTo("Done/Captured");
        assertThat(generation(stage)).isEqualTo(2);
        assertThat(stage.revision("1.1").orElseThrow().state)
                .as("nothing was rolled back")
                .isEqualTo(RevisionState.Good);

        stage.apply(Stage.incident(INCIDENT, "evidenceHold: false")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
    }

    @ConcurrentTest
    void aDrillIsForRealAndSaysSoAndTheSuspectMayComeBackAfterwards() {
        Stage stage = withFlag();
        stage.apply(Stage.incident("game-day", "drill: true"));

        AIIncident drill = stage.awaitPhase("game-day", Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(drill.getStatus().timeline)
                .allSatisfy(e -> assertThat(e.message).startsWith("DRILL: "));
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Quarantined);
        assertThat(stage.kubectl("rollout", "history", "deployment/" + Stage.GATEWAY))
                .contains("lastgood: DRILL: incident game-day");
        eventually("its Events say so", () -> assertThat(
                        stage.kubectl("get", "events", "-o", "jsonpath={.items[*].message}"))
                .contains("DRILL: Mitigated"));
        assertThat(stage.model().getStatus().rollbacks).isEmpty();

        stage.apply(Stage.incident("game-day", "drill: true\nresolution: {kind: FalseAlarm, rootCause: it was none}"));
        AIIncident closed = stage.awaitPhase("game-day", Phase.Closed);
        assertThat(message(closed)).contains("the drill is over", "may be rolled out again");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1").awaitGood("1.1");
        assertThat(stage.tryApply(Stage.incident("game-day", "resolution: {kind: FalseAlarm, rootCause: it was none}"))
                        .err())
                .contains("drill cannot change");
    }

    @ConcurrentTest
    void whoeverBringsTheFailedOneBackIsAnsweredUntilTheBreakerOpens() {
        Stage stage = withFlag();
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        for (int revert = 1; revert <= 2; revert++) {
            int count = revert;
            stage.apply(Stage.gateway("1.1"), "--server-side", "--force-conflicts", "--field-manager=a-pipeline");
            stage.awaitIncident(INCIDENT, "counts revert " + count, i -> {
                assertThat(i.getStatus().reverts).isNotNull();
                assertThat(i.getStatus().reverts.count).isEqualTo(count);
            });
            eventually("restored again", () -> assertThat(stage.image()).endsWith(":1.0"));
            stage.awaitPhase(INCIDENT, Phase.Mitigated);
        }
        assertThat(flag(stage)).isEqualTo("true");
        AIIncident before = stage.incident(INCIDENT);
        assertThat(before.getStatus().reverts.by).isEqualTo("a-pipeline");
        assertThat(stage.model().getStatus().rollbacks)
                .as("reverts are counted apart")
                .hasSize(1);

        stage.apply(Stage.gateway("1.1"), "--server-side", "--force-conflicts", "--field-manager=a-pipeline");
        AIIncident over = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(ready(over)).isEqualTo("False/RevertedTooOften");
        assertThat(message(over))
                .contains("field manager a-pipeline", "3 times within 1h", "flags that were turned off");
        assertThat(over.getStatus().reverts.count).isEqualTo(3);
        assertThat(flag(stage)).isEqualTo("false");
        assertThat(stage.image()).endsWith(":1.1");
    }

    @ConcurrentTest
    void afterTooManyRollbacksProbesAndAlertsOnlySuggest() {
        String breaker = "response: {mode: Auto, breaker: {rollbacks: 2, window: 1h}}\n";
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model(breaker)).awaitGood("1.0");
        for (String bad : List.of("1.1", "1.2")) {
            stage.apply(Stage.gateway(bad)).awaitServing(bad);
            stage.apply(Stage.incident("probed-" + bad, "source: Probe")).awaitPhase("probed-" + bad, Phase.Mitigated);
        }
        stage.awaitModel("the breaker is open", m -> assertThat(Stage.condition(m.getStatus().conditions, "Breaker"))
                .isEqualTo("True/BreakerOpen"));
        stage.kubectl("delete", "aii", "probed-1.1");
        stage.apply(Stage.gateway("1.3")).awaitServing("1.3");

        stage.apply(Stage.incident("third", "source: Alert"));

        AIIncident third = stage.awaitPhase("third", Phase.Suggested);
        assertThat(ready(third)).isEqualTo("False/BreakerOpen");
        assertThat(message(third)).contains("2 rollbacks within 1h", "closes by itself at");
        assertThat(stage.image()).endsWith(":1.3");
        assertThat(stage.model().getStatus().rollbacks.stream().map(r -> r.incident))
                .containsExactly("probed-1.2", "probed-1.1");

        stage.apply(Stage.incident("by-a-person", "")).awaitPhase("by-a-person", Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(Stage.outcome(stage.awaitPhase("third", Phase.Mitigated), "rollback"))
                .as("it changes nothing of its own")
                .isEqualTo("Skipped/SuspectNotServing");
    }

    @ConcurrentTest
    void anUpstreamThatIsAwayDoesNotWalkBackThroughGoodHistory() {
        Stage stage = operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
        stage.apply(Stage.gateway("1.0")).apply(Stage.model(AUTO + FLAG)).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1").awaitGood("1.1");
        stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
        stage.apply(Stage.incident("first", "source: Probe")).awaitPhase("first", Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.1");
        stage.awaitServing("1.1").awaitModel("all of it is available", m -> assertThat(
                        Stage.condition(m.getStatus().conditions, "RolloutComplete"))
                .startsWith("True"));

        String restored = stage.revision("1.1").orElseThrow().name;
        stage.apply(Stage.incident("second", "source: Probe\nsuspect: " + restored));

        AIIncident second = stage.awaitPhase("second", Phase.Mitigated);
        assertThat(Stage.outcome(second, "rollback")).isEqualTo("Skipped/NoRecentChange");
        assertThat(flag(stage)).isEqualTo("false");
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(stage.revision("1.1").orElseThrow().state).isEqualTo(RevisionState.Good);
    }
}
