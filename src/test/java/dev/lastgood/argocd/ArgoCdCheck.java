package dev.lastgood.argocd;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.Live;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real Argo CD with the example Application as it is shipped. Run with {@code ./mvnw -Pargocd verify}; how long the
 * bad commit must stay out is {@code -Dargocd.minutes=10}.
 */
@RealApiServer
@NeedsProgram("git")
@NeedsProgram("redis-server")
class ArgoCdCheck {

    private static final Duration OUT = Duration.ofMinutes(Integer.getInteger("argocd.minutes", 10));
    private static final Duration FIX = Duration.ofSeconds(15);
    private static final String APPLICATION = "pricing";
    private static final String INCIDENT = "wrong-prices";

    /** As docs/gitops.md says. */
    private static final String SYNC =
            "{\"operation\":{\"sync\":{\"prune\":true,\"syncOptions\":[\"RespectIgnoreDifferences=true\"]}}}";

    @TempDir
    private static Path directory;

    @AutoClose
    private static OperatorUnderTest operator;

    @AutoClose
    private static ArgoCd argo;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 1);
        argo = ArgoCd.start(operator.plane());
    }

    private static String commit(String version, String prompt) {
        return Stage.configMap("gateway-prompts", "SYSTEM", prompt)
                + "---\n"
                + Stage.gateway(version, "envFrom: [{configMapRef: {name: gateway-prompts}}]\n")
                + "---\n"
                + Stage.model("");
    }

    private static String gatewayOf(String commit) {
        return commit.substring(0, commit.lastIndexOf("---"));
    }

    @Test
    void theBadCommitStaysOutAndAFixIsLiveInSeconds() throws IOException, InterruptedException {
        Stage stage = operator.stage();
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        Live live = new Live(stage);
        GitRepository git = new GitRepository(directory.resolve("models"));
        String good = commit("1.0", "Quote the price list only.");
        String bad = commit("1.1", "Be creative.");
        git.commit(good);
        Kubectl.Result applied = stage.plane().kubectl().apply(ArgoCd.NAMESPACE, example(git, stage));
        assertThat(applied.exit()).as(applied.err()).isZero();
        String goodRevision = stage.awaitServingGood();
        push(git, bad);
        stage.awaitServingInsteadOf(goodRevision);

        // An incident that is not in Git, and its model in Argo CD.
        stage.apply(Stage.incident(INCIDENT, "source: Alert")).awaitPhase(INCIDENT, Phase.Suggested);
        awaitHealth("Suspended", "incident " + INCIDENT + ": Suggested");
        argo.act(APPLICATION, stage.namespace(), Stage.MODEL, "acknowledge");
        assertThat(stage.incident(INCIDENT).getSpec().acknowledgedBy).isEqualTo("Argo CD");
        eventually("the plan is shown again", () -> argo.act(APPLICATION, stage.namespace(), Stage.MODEL, "approve"));
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        live.isExactly(gatewayOf(good));
        awaitHealth("Healthy", "incident " + INCIDENT + ": Mitigated");

        // Self-heal wants the bad commit back.
        Instant end = Instant.now().plus(OUT);
        while (Instant.now().isBefore(end)) {
            assertThat(stage.image()).endsWith(":1.0");
            assertThat(stage.data("gateway-prompts")).containsEntry("SYSTEM", "Quote the price list only.");
            Thread.sleep(500);
        }
        eventually("Argo CD says why", () -> assertThat(argo.application(APPLICATION)
                        .at("/status/operationState")
                        .toString())
                .contains("is quarantined by incident"));

        fixIsLive(git, live, commit("1.2", "Quote the price list of May."));

        String bold = commit("1.3", "Be bold.");
        rollBack(stage, git, bold, "second");
        // Argo CD waits longer and longer before it heals again, but tries each new commit at once.
        push(git, bold + "# again\n");
        awaitOperation("Running", "Retrying attempt #2");
        fixIsLive(git, live, commit("1.4", "Quote the price list of June."));

        String released = commit("1.5", "Be brave.");
        rollBack(stage, git, released, "third");
        push(git, released + "# again\n");
        awaitOperation("Failed", "retried 5 times");
        stage.apply(Stage.incident("third", "resolution: {kind: FalseAlarm, rootCause: it was none}"))
                .awaitPhase("third", Phase.Closed);
        argo.refresh(APPLICATION);
        Thread.sleep(20_000);
        assertThat(stage.image()).endsWith(":1.4");
        argo.kubectl("-n", ArgoCd.NAMESPACE, "patch", "application", APPLICATION, "--type=merge", "-p", SYNC);
        live.isExactly(gatewayOf(released));
    }

    /** The commit is bad, and a person says so while it serves. */
    private static void rollBack(Stage stage, GitRepository git, String bad, String incident) {
        String good = stage.awaitServingGood();
        push(git, bad);
        stage.awaitServingInsteadOf(good);
        stage.apply(Stage.incident(incident, "")).awaitPhase(incident, Phase.Mitigated);
    }

    private static void awaitOperation(String phase, String message) {
        eventually("the sync is " + phase, () -> {
            JsonNode operation = argo.application(APPLICATION).at("/status/operationState");
            assertThat(operation.path("phase").asText()).isEqualTo(phase);
            assertThat(operation.path("message").asText()).contains(message);
        });
    }

    private static void fixIsLive(GitRepository git, Live live, String fix) {
        Instant pushed = Instant.now();
        push(git, fix);
        live.isExactly(gatewayOf(fix));
        Duration took = Duration.between(pushed, Instant.now());
        System.out.printf("A fix was live %.1f s after Argo CD's refresh%n", took.toMillis() / 1000.0);
        assertThat(took).isLessThan(FIX);
    }

    private static void push(GitRepository git, String commit) {
        git.commit(commit);
        argo.refresh(APPLICATION);
    }

    private static void awaitHealth(String health, String message) {
        eventually("Argo CD shows " + health, () -> {
            JsonNode said = argo.resource(APPLICATION, "ModelDeployment");
            assertThat(said.at("/health/status").textValue()).isEqualTo(health);
            assertThat(said.at("/health/message").textValue()).contains(message);
        });
    }

    private static String example(GitRepository git, Stage stage) throws IOException {
        return Files.readString(Path.of("examples/argocd/application.yaml"))
                .replace("https://git.example.com/ai/models.git", git.url())
                .replace("namespace: ai}", "namespace: " + stage.namespace() + "}");
    }
}
