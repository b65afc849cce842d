package dev.lastgood.operator.rest;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is answered, what is refused before anything is done, and how that is said. */
@RealApiServer
class RestAccessIT {

    private static final ControlPlane PLANE = ControlPlane.shared();

    @AutoClose
    private static OperatorUnderTest operator;

    private static Stage ours;
    private static Stage theirs;
    private static RestCaller reader;
    private static RestCaller stranger;
    private static RestCaller their;
    private static RestCaller busy;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 2);
        ours = operator.stage().apply(Stage.gateway("1.0")).apply(Stage.model(""));
        theirs = operator.stage().apply(Stage.gateway("1.0")).apply(Stage.model("modelId: theirs/alone"));
        reader = RestUsers.in(ours, operator, "reader", "get", "modeldeployments");
        their = RestUsers.in(theirs, operator, "reader", "get", "modeldeployments");
        busy = RestUsers.in(ours, operator, "busy", "get", "modeldeployments");
        stranger = RestUsers.without(ours, operator, "stranger");
        ours.awaitGood("1.0");
        theirs.awaitGood("1.0");
        // From now on their tokens are known, whatever else is sent from this address.
        List.of(reader, their, busy, stranger).forEach(c -> c.get("/ai/models"));
    }

    @Test
    void withoutATokenItIs401() {
        RestCaller.Answer answer = new RestCaller(operator.process()::url, null).get("/ai/models");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.problem()).isEqualTo("Unauthenticated");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void aForgedTokenIs401AndStandsInNoLog() {
        String forged = reader.token().substring(0, reader.token().length() - 8) + "AAAAAAAA";

        RestCaller.Answer answer = new RestCaller(operator.process()::url, forged).get("/ai/models");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(operator.process().log()).doesNotContain(forged).doesNotContain(reader.token());
    }

    @Test
    void manyForgedTokensAskTheApiServerAtABoundedRateAndDoNotHurtWhoIsKnown() {
        assertThat(reader.get("/ai/models").status()).isEqualTo(200);
        var audit = PLANE.audit().fromNow();
        List<Integer> statuses = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            statuses.add(new RestCaller(operator.process()::url, "forged-" + i)
                    .get("/ai/models")
                    .status());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;

        assertThat(statuses).contains(401, 429).containsOnly(401, 429);
        assertThat(audit.entries().stream()
                        .filter(e -> e.resource().equals("tokenreviews"))
                        .count())
                .isLessThanOrEqualTo(41 + Math.round(20 * seconds));
        assertThat(reader.get("/ai/models").status()).isEqualTo(200);
        // The rest of the class has strangers, too.
        eventually("a stranger is heard again", () -> assertThat(new RestCaller(operator.process()::url, "forged")
                        .get("/ai/models")
                        .status())
                .isEqualTo(401));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToAskAgain() {
        RestCaller.Answer answer = busy.get("/ai/models");
        for (int i = 0; i < 500 && answer.status() == 200; i++) {
            answer = busy.get("/ai/models");
        }

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.problem()).isEqualTo("TooManyRequests");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(reader.get("/ai/models").status()).isEqualTo(200);
    }

    @Test
    void onlyWhatTheCallerMaySeeIsShown() {
        JsonNode models = reader.get("/ai/models").json();

        assertThat(models).hasSize(1);
        assertThat(models.get(0).path("namespace").asText()).isEqualTo(ours.namespace());
        JsonNode model = reader.get("/ai/models/pricing").json();
        assertThat(model.path("serving").asText()).startsWith("model-gateway-");
        assertThat(model.path("revisions").get(0).path("state").asText()).isEqualTo("Good");
        assertThat(model.path("conditions").findValuesAsText("type")).contains("LastGoodKnown");
    }

    @Test
    void nobodyLearnsWhatThereIsWhereTheyMayNotLook() {
        // One that has a right elsewhere: the same for a model that is there and for one that is not.
        assertThat(reader.get("/ai/models/theirs%2Falone").response().body())
                .isEqualTo(reader.get("/ai/models/nowhere").response().body());
        assertThat(reader.get("/ai/models/nowhere").problem()).isEqualTo("UnknownModel");
        // One that has none.
        assertThat(stranger.get("/ai/models/theirs%2Falone").response().body())
                .isEqualTo(stranger.get("/ai/models/nowhere").response().body());
        assertThat(stranger.get("/ai/models/nowhere").problem()).isEqualTo("Forbidden");
        assertThat(stranger.get("/ai/models/pricing?namespace=" + ours.namespace())
                        .detail())
                .contains("system:serviceaccount:" + ours.namespace() + ":stranger")
                .contains("get modeldeployments.lastgood.dev")
                .contains(ours.namespace());
        assertThat(stranger.get("/ai/models").json()).isEmpty();
    }

    @Test
    void aModelIdWithASlashIsFound() {
        assertThat(their.get("/ai/models/theirs%2Falone").json().path("modelId").asText())
                .isEqualTo("theirs/alone");
    }

    @Test
    void whatDoesNotExistIsAProblemToo() {
        assertThat(reader.get("/ai/nothing").problem()).isEqualTo("NotFound");
        assertThat(reader.get("/nothing").problem()).isEqualTo("NotFound");
        RestCaller.Answer deleted =
                reader.send(reader.request("/ai/models/pricing").DELETE());
        assertThat(deleted.problem()).isEqualTo("MethodNotAllowed");
        assertThat(reader.send(reader.request("/ai/models").header("Accept", "text/csv"))
                        .problem())
                .isEqualTo("NotAcceptable");
        assertThat(reader.get("/ai/models/pricing?namespace=A%0Ab").problem()).isEqualTo("InvalidRequest");
    }

    @Test
    void aLargeBodyIsRefusedBeforeItIsRead() throws IOException {
        assertThat(firstLine("POST /ai/models HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n{"))
                .isEqualTo("HTTP/1.1 413 Request Entity Too Large");
        assertThat(firstLine("POST /ai/models HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 411 ");
        assertThat(reader.send(reader.request("/ai/models").POST(BodyPublishers.ofByteArray(new byte[70_000])))
                        .problem())
                .isEqualTo("BodyTooLarge");
    }

    private static String firstLine(String request) throws IOException {
        URI url = operator.process().url();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void everyOperationIsDocumented() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(operator.process().get("/q/openapi?format=json").body());
        assertThat(document.at("/info/title").asText()).isEqualTo("Lastgood");
        assertThat(document.at("/info/version").asText()).isNotBlank();
        assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
                .isEqualTo("bearer");
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    String name = operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
                    operations.add(name);
                    JsonNode said = operation.getValue();
                    assertThat(said.path("summary").asText()).as(name).isNotBlank();
                    assertThat(said.path("description").asText()).as(name).isNotBlank();
                    said.path("parameters").forEach(p -> {
                        assertThat(p.path("description").asText()).as(name).isNotBlank();
                        assertThat(p.path("example").isMissingNode())
                                .as(name + p)
                                .isFalse();
                    });
                    assertThat(said.path("responses").findValuesAsText("description"))
                            .as(name)
                            .doesNotContain("");
                    for (String status : List.of("400", "401", "403", "404", "429", "500", "503")) {
                        JsonNode problem = said.at("/responses/" + status + "/content/application~1problem+json");
                        assertThat(problem.at("/schema/$ref").asText())
                                .as(name + " " + status)
                                .isEqualTo("#/components/schemas/Problem");
                        assertThat(problem.path("examples")).as(name).isNotEmpty();
                    }
                }));
        assertThat(document.at("/components/schemas/Problem/properties/detail").isMissingNode())
                .isFalse();
        assertThat(operations).containsExactlyInAnyOrderElementsOf(RestUsers.OPERATIONS);
    }
}
