package dev.lastgood.operator.rest;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.record.RunbookDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What can be asked for over REST, on the real API server, with callers whose rights are RBAC's. */
@RealApiServer
class RestIT {

    private static final String ROLLBACK = "/ai/models/pricing/rollback";

    private static RunbookDatabase database;

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        database = RunbookDatabase.create();
        Map<String, String> settings = database.settings();
        settings.put("LASTGOOD_REST_RATE", "1000");
        settings.put("LASTGOOD_REST_BURST", "1000");
        operator = OperatorUnderTest.start(settings, 11);
    }

    private static RestCaller onCall(Stage stage) {
        return RestUsers.in(stage, operator, "on-call", "create, update, list", "aiincidents");
    }

    private static String incidentOf(RestCaller.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return answer.json().at("/incident/name").asText();
    }

    private static List<AIIncident> incidents(Stage stage) {
        return stage.plane()
                .client()
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    private static String in(Stage stage) {
        return ROLLBACK + "?namespace=" + stage.namespace();
    }

    @Test
    void theGatewayIsRolledBackAndTheAnswersRunIsTheRowInPostgres() {
        Stage stage = operator.stage().apply(Stage.gateway("1.0")).apply(Stage.model("modelId: team/priced"));
        stage.awaitGood("1.0").apply(Stage.gateway("1.1")).awaitServing("1.1");
        RestCaller caller = onCall(stage);

        RestCaller.Answer answer = caller.post(
                "/ai/models/team%2Fpriced/rollback",
                """
                {"targetVersion": "1.0", "gitRef": "a1b2c3d", "reason": "wrong prices", "triggeredBy": "ada",
                 "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "severity": "Sev1"}""");

        String name = incidentOf(answer);
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.header("Location")).endsWith("/ai/incidents/" + stage.namespace() + "/" + name);
        AIIncident incident = stage.awaitPhase(name, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(incident.getSpec().trigger).isEqualTo(Trigger.Manual);
        assertThat(incident.getSpec().source).isEqualTo(Source.Person);
        assertThat(incident.getSpec().requestedBy).isEqualTo("system:serviceaccount:" + stage.namespace() + ":on-call");
        stage.awaitIncident(name, "the rollback is recorded", i -> assertThat(Stage.outcome(i, "finish-rollback"))
                .isEqualTo("Done/Recorded"));
        String runId = answer.json().path("runId").asText();
        assertThat(database.rows("SELECT id, action, status, target_version, triggered_by, git_ref FROM ai_model_runs"
                        + " WHERE model_id = 'team/priced'"))
                .containsExactly(runId + "|rollback|succeeded|1.0|ada|a1b2c3d");
        JsonNode runs = caller.get("/ai/models/team%2Fpriced/runs").json();
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).path("id").asText()).isEqualTo(runId);
        assertThat(operator.process().log())
                .contains("user=\"system:serviceaccount:" + stage.namespace()
                        + ":on-call\" verb=POST path=\"/ai/models/team%2Fpriced/rollback\" namespace="
                        + stage.namespace() + " subject=team/priced outcome=202")
                .doesNotContain(caller.token());
    }

    @Test
    void withoutAKeyTheSameTargetIsOneIncidentUntilItIsOverAlsoThroughAKill() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        RestCaller caller = onCall(stage);

        String first = incidentOf(caller.post(in(stage), "{\"reason\": \"one\"}"));
        operator.process().kill();
        operator.restart();
        assertThat(incidentOf(caller.post(in(stage), "{\"reason\": \"two\"}"))).isEqualTo(first);
        stage.awaitPhase(first, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(stage.deployment().getMetadata().getGeneration()).isEqualTo(3);
        assertThat(incidents(stage)).hasSize(1);

        caller.post("/ai/incidents/" + stage.namespace() + "/" + first + "/resolve", "{\"kind\": \"Fixed\"}");
        stage.awaitPhase(first, Phase.Resolved);
        eventually("the replica knows that it is over", () -> assertThat(
                        caller.get("/ai/incidents/" + stage.namespace() + "/" + first)
                                .json()
                                .at("/status/phase")
                                .asText())
                .isEqualTo("Resolved"));
        assertThat(incidentOf(caller.post(in(stage), "{}"))).isNotEqualTo(first);
    }

    @Test
    void aKeyIsOneIncidentForEver() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        RestCaller caller = onCall(stage);

        RestCaller.Answer first = caller.post(in(stage), "{\"reason\": \"one\"}", "Idempotency-Key", "deploy-42");
        String name = incidentOf(first);
        assertThat(caller.post(in(stage), "{ \"reason\":\"one\" }", "Idempotency-Key", "deploy-42")
                        .response()
                        .body())
                .isEqualTo(first.response().body());
        RestCaller.Answer other = caller.post(in(stage), "{\"reason\": \"two\"}", "Idempotency-Key", "deploy-42");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("KeyReused");
        stage.awaitPhase(name, Phase.Mitigated);
        stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
        assertThat(incidentOf(caller.post(in(stage), "{\"reason\": \"one\"}", "Idempotency-Key", "deploy-42")))
                .isEqualTo(name);
        assertThat(stage.image()).endsWith(":1.2");
        assertThat(incidents(stage)).hasSize(1);
        assertThat(caller.post(in(stage), "{}", "Idempotency-Key", "k".repeat(256))
                        .problem())
                .isEqualTo("InvalidRequest");
    }

    @Test
    void twoReplicasThatAreAskedAtOnceMakeOneIncident() throws Exception {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        String home = stage.plane().newNamespace("replica");
        // Somebody else leads, for long: this one only answers.
        assertThat(stage.plane()
                        .kubectl()
                        .apply(
                                home,
                                """
                                apiVersion: coordination.k8s.io/v1
                                kind: Lease
                                metadata: {name: lastgood}
                                spec: {holderIdentity: another, leaseDurationSeconds: 15, acquireTime: "2099-01-01T00:00:00.000000Z",
                                  renewTime: "2099-01-01T00:00:00.000000Z", leaseTransitions: 1}
                                """)
                        .exit())
                .isZero();
        RestCaller caller = onCall(stage);
        try (OperatorProcess replica = OperatorProcess.start(
                stage.plane().login("admin"),
                Map.of(
                        "LASTGOOD_NAMESPACES",
                        stage.namespace(),
                        "LASTGOOD_OPERATOR_NAMESPACE",
                        home,
                        "QUARKUS_PROFILE",
                        "prod"))) {
            RestCaller there = new RestCaller(replica::url, caller.token());
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<CompletableFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RestCaller either = i % 2 == 0 ? caller : there;
                calls.add(CompletableFuture.supplyAsync(() -> incidentOf(either.post(in(stage), "{}")), threads));
            }
            assertThat(calls.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            threads.shutdown();
            assertThat(incidents(stage)).hasSize(1);
            stage.awaitPhase(calls.get(0).join(), Phase.Mitigated);
        }
    }

    @Test
    void aModelInTwoNamespacesIsTheOneThatTheCallerMaySee() {
        Stage one = operator.stage().apply(Stage.gateway("1.0")).apply(Stage.model("modelId: twice"));
        Stage two = operator.stage().apply(Stage.gateway("1.0")).apply(Stage.model("modelId: twice"));
        one.awaitGood("1.0");
        two.awaitGood("1.0");
        RestCaller both = onCall(one);
        RestUsers.grant(two, one, "on-call", "create", "aiincidents");
        RestCaller only = RestUsers.in(two, operator, "only", "create", "aiincidents");
        String path = "/ai/models/twice/rollback";

        RestCaller.Answer ambiguous = both.post(path, "{}");
        assertThat(ambiguous.status()).as(ambiguous.toString()).isEqualTo(409);
        assertThat(ambiguous.problem()).isEqualTo("AmbiguousModel");
        assertThat(ambiguous.json().path("namespaces").toString())
                .contains(one.namespace())
                .contains(two.namespace());
        assertThat(only.post(path, "{}").json().at("/incident/namespace").asText())
                .isEqualTo(two.namespace());
        assertThat(both.post(path + "?namespace=" + one.namespace(), "{}")
                        .json()
                        .at("/incident/namespace")
                        .asText())
                .isEqualTo(one.namespace());
        RestCaller.Answer refused = only.post(path + "?namespace=" + one.namespace(), "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.detail()).contains("create aiincidents.lastgood.dev", one.namespace(), ":only");
    }

    @Test
    void theExampleScriptRollsBack() throws Exception {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        String reason = "it \"said\" 1 \\ 2\nand more";
        ProcessBuilder script = new ProcessBuilder(
                        "examples/rest/rollback.sh", stage.namespace(), "pricing", reason, "1.0")
                .redirectErrorStream(true);
        script.environment()
                .putAll(Map.of(
                        "LASTGOOD_URL", operator.process().url().toString(),
                        "LASTGOOD_TOKEN", onCall(stage).token()));

        Process process = script.start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String name = new ObjectMapper().readTree(said).at("/incident/name").asText();
        assertThat(stage.awaitPhase(name, Phase.Mitigated).getSpec().summary).contains("it \"said\" 1 \\ 2 and more");
        assertThat(stage.image()).endsWith(":1.0");
    }

    @Test
    void whatCannotBeDoneIsSaidAndNothingIsMade() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        RestCaller caller = onCall(stage);

        RestCaller.Answer version = caller.post(in(stage), "{\"targetVersion\": \"9.9\"}");
        assertThat(version.status()).isEqualTo(409);
        assertThat(version.problem()).isEqualTo("VersionNotKept");
        assertThat(version.json().path("versions").toString()).isEqualTo("[\"1.0\",\"1.1\"]");
        assertThat(caller.post("/ai/models/unknown/rollback", "{}").problem()).isEqualTo("UnknownModel");
        RestCaller nobody = RestUsers.without(stage, operator, "nobody");
        assertThat(nobody.post(in(stage), "{}").status()).isEqualTo(403);

        RestCaller.Answer broken = caller.post(in(stage), "{\"reason\":\n  secret");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.detail()).contains("line 2").contains("no JSON").doesNotContain("secret");
        assertThat(caller.post(in(stage), "[".repeat(1000)).detail()).contains("write an object");
        assertThat(caller.post(in(stage), "{\"target\": \"1.0\"}").detail())
                .contains("no field \"target\"")
                .contains("gitRef, reason, severity, targetVersion");
        assertThat(caller.post(in(stage), "{\"reason\": {}}").detail()).contains("field \"reason\": write a text");
        assertThat(caller.post(in(stage), "{\"severity\": \"Bad\"}").detail())
                .contains("one of [Sev0, Sev1, Sev2, Sev3]")
                .doesNotContain("Bad");
        assertThat(caller.post(in(stage), "{\"reason\": \"a\", \"reason\": \"b\"}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.post(in(stage), "{} {}").status()).isEqualTo(400);
        RestCaller.Answer text = caller.send(
                caller.request(in(stage)).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")));
        assertThat(text.problem()).as(text.toString()).isEqualTo("UnsupportedMediaType");
        RestCaller.Answer longer = caller.post(in(stage), "{\"reason\": \"" + "x".repeat(1025) + "\"}");
        assertThat(longer.status()).isEqualTo(422);
        assertThat(longer.json().path("errors").get(0).path("field").asText()).isEqualTo("spec.summary");
        assertThat(caller.post(in(stage), "{\"gitRef\": \"a b\"}").detail()).contains("one word of visible ASCII");
        assertThat(incidents(stage)).isEmpty();
    }

    @Test
    void whatACallerWritesMakesNoLineOfItsOwn() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        RestCaller caller = onCall(stage);

        String name = incidentOf(
                caller.post(
                        in(stage),
                        "{\"reason\": \"bad\\nFORGED user=\\u001b[31m <script> # [a](http://evil)\", \"triggeredBy\": \"x\\r\\nFORGED\"}"));
        stage.awaitPhase(name, Phase.Mitigated);
        caller.post("/ai/models/a%0AFORGED%20line/rollback", "{}");

        assertThat(operator.process().log().lines()).noneMatch(line -> line.startsWith("FORGED"));
        String draft = caller.get("/ai/incidents/" + stage.namespace() + "/" + name + "/post-mortem")
                .response()
                .body();
        assertThat(draft).contains("FORGED").doesNotContain("<script>").doesNotContain("[a](http://evil)");
    }

    @Test
    void peopleSayWhatTheyDoAboutAnIncident() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident("wrong-prices", "response: {mode: Suggest}"));
        AIIncident suggested = stage.awaitPhase("wrong-prices", Phase.Suggested);
        RestCaller caller = onCall(stage);
        String user = "system:serviceaccount:" + stage.namespace() + ":on-call";
        String path = "/ai/incidents/" + stage.namespace() + "/wrong-prices";
        eventually("REST has it", () -> assertThat(
                        caller.get(path).json().at("/status/plan/hash").asText())
                .isEqualTo(suggested.getStatus().plan.hash));

        assertThat(caller.post(path + "/acknowledge", "{\"by\": \"Ada\"}")
                        .json()
                        .at("/spec/acknowledgedBy")
                        .asText())
                .isEqualTo("Ada (" + user + ")");
        long before = stage.incident("wrong-prices").getMetadata().getGeneration();
        assertThat(caller.post(path + "/acknowledge", "{\"by\": \"Ada\"}").status())
                .isEqualTo(200);
        assertThat(stage.incident("wrong-prices").getMetadata().getGeneration()).isEqualTo(before);

        RestCaller.Answer wrong = caller.post(path + "/approve", "{\"hash\": \"0000\"}");
        assertThat(wrong.problem()).isEqualTo("PlanChanged");
        assertThat(wrong.json().at("/plan/hash").asText()).isEqualTo(suggested.getStatus().plan.hash);
        String approval = "{\"hash\": \"" + suggested.getStatus().plan.hash + "\"}";
        assertThat(caller.post(path + "/approve", approval)
                        .json()
                        .at("/spec/response/approvedBy")
                        .asText())
                .isEqualTo(user);
        assertThat(caller.post(path + "/approve", approval).status()).isEqualTo(200);
        stage.awaitPhase("wrong-prices", Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");

        assertThat(caller.post(path + "/resolve", "{}").problem()).isEqualTo("InvalidRequest");
        RestCaller.Answer refused = caller.post(path + "/resolve", "{\"kind\": \"FalseAlarm\"}");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
        assertThat(refused.detail()).contains("a false alarm needs a reason");
        String resolution =
                """
                {"kind": "Fixed", "rootCause": "the prompt lost its list", "mitigation": "rolled back",
                 "followUps": ["a test of the list"]}""";
        assertThat(caller.post(path + "/resolve", resolution)
                        .json()
                        .at("/spec/resolution/resolvedBy")
                        .asText())
                .isEqualTo(user);
        stage.awaitPhase("wrong-prices", Phase.Resolved);
        long generation = stage.incident("wrong-prices").getMetadata().getGeneration();
        assertThat(caller.post(path + "/resolve", resolution).status()).isEqualTo(200);
        assertThat(stage.incident("wrong-prices").getMetadata().getGeneration()).isEqualTo(generation);
        JsonNode told = caller.post(path + "/resolve", "{\"retrospective\": {\"heldAt\": \"2026-01-01T10:00:00Z\"}}")
                .json();
        assertThat(told.at("/spec/resolution/rootCause").asText()).isEqualTo("the prompt lost its list");
        assertThat(told.at("/spec/resolution/retrospective/heldAt").asText()).isEqualTo("2026-01-01T10:00:00Z");

        eventually("the list has it", () -> assertThat(
                        caller.get("/ai/incidents?phase=Resolved&model=pricing").json())
                .singleElement()
                .satisfies(i -> assertThat(i.path("link").asText()).isEqualTo(path)));
        assertThat(caller.get("/ai/incidents?phase=Wrong").detail()).contains("NeedsHuman");
        assertThat(caller.get("/ai/incidents?limit=0").problem()).isEqualTo("InvalidRequest");
        assertThat(caller.get(path + "x").problem()).isEqualTo("UnknownIncident");
        RestCaller nobody = RestUsers.without(stage, operator, "nobody");
        assertThat(nobody.get("/ai/incidents").json()).isEmpty();
        assertThat(nobody.get(path).response().body())
                .isEqualTo(nobody.get(path + "x").response().body());
        assertThat(nobody.post(path + "/resolve", "{}").status()).isEqualTo(403);
    }
}
