package dev.lastgood.notify.webhook;

import static dev.lastgood.notify.Misbehaving.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.notify.Messages;
import dev.lastgood.notify.Misbehaving;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.http.Post;
import dev.lastgood.suite.Slow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed CloudEvents, on the wire, as their receiver reads them and as it misbehaves. */
@Slow
class WebhookTest {

    /** The one of the reference libraries' tests. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String OTHER = "whsec_" + Base64.getEncoder().encodeToString(new byte[64]);
    private static final String PATH = "/hook/path-secret";

    @AutoClose
    private Misbehaving server;

    @BeforeEach
    void start() throws IOException {
        server = new Misbehaving(null);
    }

    private static NotifyTask task(News news, Notice notice, String externalId, boolean again) {
        return Messages.task(NotificationType.Webhook, news, notice, externalId, again);
    }

    private static NotifyResult send(NotifyTask task, String url, String signing, boolean allowHttp) {
        Messages.Settings settings =
                new Messages.Settings("https://unused.test", "https://unused.test", allowHttp, Duration.ofSeconds(3));
        try {
            return new Webhook(new Post(settings), settings)
                    .send(task, ref -> ref.key.equals("signing") ? signing : url);
        } catch (NotSent e) {
            return e.result();
        }
    }

    private NotifyResult send(NotifyTask task) {
        return send(task, url(), SECRET, true);
    }

    private NotifyResult send() {
        return send(task(News.Opened, Messages.notice("x"), null, false));
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + PATH;
    }

    private JsonNode sent() throws IOException {
        return new ObjectMapper()
                .readTree(server.requests.get(server.requests.size() - 1).body());
    }

    @Test
    void an_incident_is_a_cloud_event() throws IOException {
        server.then(answer(204, ""));
        NotifyResult result = send();
        assertThat(result.state()).isEqualTo(NotificationState.Done);
        assertThat(result.externalId()).isEqualTo(Messages.MESSAGE);
        assertThat(server.requests.get(0).header("content-type"))
                .isEqualTo("application/cloudevents+json; charset=utf-8");
        assertThat(server.requests.get(0).path()).isEqualTo(PATH);
        assertThat(sent().toPrettyString())
                .isEqualToNormalizingNewlines(
                        """
                        {
                          "specversion" : "1.0",
                          "id" : "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                          "type" : "dev.lastgood.incident.opened",
                          "source" : "/apis/lastgood.dev/v1alpha1/namespaces/ai/aiincidents",
                          "subject" : "wrong-prices",
                          "time" : "2026-11-23T08:00:00.100Z",
                          "datacontenttype" : "application/json",
                          "data" : {
                            "uid" : "6f1c2d3e-0000-4000-8000-000000000001",
                            "namespace" : "ai",
                            "incident" : "wrong-prices",
                            "title" : "Sev1 Hallucination in pricing: Suggested",
                            "drill" : false,
                            "model" : "pricing",
                            "trigger" : "Hallucination",
                            "severity" : "Sev1",
                            "phase" : "Suggested",
                            "detected" : "2026-11-23T08:00:00Z",
                            "summary" : "x",
                            "traceId" : "t1",
                            "runId" : "r1",
                            "customerImpact" : "some customers",
                            "mitigationETA" : "2026-11-23T09:00:00Z",
                            "failedRevision" : "1.1 (gw-2)",
                            "restored" : "nothing yet; planned: 1.0 (gw-1)",
                            "acknowledgedBy" : "ada",
                            "awaited" : "the plan waits for approval",
                            "command" : "kubectl patch aiincident wrong-prices -n ai --type=merge -p '{\\"spec\\":{\\"response\\":{\\"approvedPlan\\":\\"abc\\"}}}'",
                            "badProbes" : [ "status is Bad: 500" ],
                            "changes" : [ "container gateway: image g:1.0 -> g:1.1", "container gateway: env MODEL_VERSION changed" ],
                            "moreChanges" : 3,
                            "links" : {
                              "incident" : "https://console.test/ai/wrong-prices",
                              "trace" : "https://tempo.test/t1?a=1&b=2"
                            }
                          }
                        }""");
    }

    @ParameterizedTest
    @CsvSource({
        "Opened, , dev.lastgood.incident.opened",
        "Opened, an-id, dev.lastgood.incident.updated",
        "Over, an-id, dev.lastgood.incident.closed",
        "Over, , dev.lastgood.incident.closed",
    })
    void opened_until_one_is_accepted(News news, String externalId, String type) throws IOException {
        server.then(answer(200, ""));
        send(task(news, Messages.notice("x"), externalId, false));
        assertThat(sent().path("type").asText()).isEqualTo(type);
    }

    /** As a receiver does it, by the specification alone. */
    private static String hmac(String secret, Misbehaving.Request request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
        String signed = request.header("webhook-id") + "." + request.header("webhook-timestamp") + "." + request.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void the_receiver_verifies_the_signature() throws Exception {
        server.then(answer(200, ""));
        send(task(News.Opened, Messages.notice("prices of 5 € \"wrong\" 😀"), null, false));
        Misbehaving.Request request = server.requests.get(0);
        assertThat(request.header("webhook-signature")).isEqualTo(hmac(SECRET, request));
        assertThat(request.header("webhook-id")).isEqualTo(Messages.MESSAGE);
        assertThat(Instant.ofEpochSecond(Long.parseLong(request.header("webhook-timestamp"))))
                .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void while_a_secret_is_rotated_each_one_signs() throws Exception {
        server.then(answer(200, ""));
        send(task(News.Opened, Messages.notice("x"), null, false), url(), SECRET + "\n" + OTHER, true);
        Misbehaving.Request request = server.requests.get(0);
        assertThat(request.header("webhook-signature")).isEqualTo(hmac(SECRET, request) + " " + hmac(OTHER, request));
    }

    /** The vector of the specification's reference libraries ("sign function works"). */
    @Test
    void the_published_vector() throws NotSent {
        assertThat(SigningSecrets.parse(SECRET)
                        .signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    static Stream<Arguments> replies() {
        return Stream.of(
                argumentSet("400", answer(400, "<html>evil"), NotificationState.Failed, "answers 400", null),
                argumentSet(
                        "401", answer(401, ""), NotificationState.Failed, "give the receiver the signing secret", null),
                argumentSet("410", answer(410, ""), NotificationState.Failed, "or remove the notification", null),
                argumentSet(
                        "a redirect",
                        answer(307, "", "Location", "http://elsewhere.test/evil"),
                        NotificationState.Failed,
                        "answers 307, a redirect, which is not followed: put the address",
                        null),
                argumentSet(
                        "429",
                        answer(429, "", "Retry-After", "30"),
                        NotificationState.Pending,
                        "429",
                        Duration.ofSeconds(30)),
                argumentSet("503", answer(503, "evil"), NotificationState.Pending, "503", null),
                argumentSet("a lost reply", Misbehaving.RESET_READ, NotificationState.Unknown, "no answer", null),
                argumentSet("never", Misbehaving.NEVER, NotificationState.Unknown, "no answer", null),
                argumentSet("a reply without end", Misbehaving.huge(200), NotificationState.Done, "sent", null));
    }

    @ParameterizedTest
    @MethodSource
    void replies(Misbehaving.Way way, NotificationState state, String message, Duration retryAfter) {
        server.then(way);
        NotifyResult result = send();
        assertThat(result.state()).isEqualTo(state);
        assertThat(result.message()).contains(message).doesNotContain("evil", "path-secret", SECRET);
        assertThat(result.retryAfter()).isEqualTo(retryAfter);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void what_may_have_come_in_is_sent_again_as_the_same_event() {
        server.then(Misbehaving.RESET_READ, answer(200, ""));
        assertThat(send().state()).isEqualTo(NotificationState.Unknown);
        assertThat(send(task(News.Opened, Messages.notice("x"), null, true)).state())
                .isEqualTo(NotificationState.Done);
        assertThat(server.requests).hasSize(2);
        assertThat(server.requests).extracting(r -> r.header("webhook-id")).containsOnly(Messages.MESSAGE);
        assertThat(server.requests.get(1).body())
                .isEqualTo(server.requests.get(0).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hooks.test/a", "hooks.test", "https:", "not a url", "file:///etc/passwd", ""})
    void a_secret_that_is_no_address_is_not_repeated(String url) {
        NotifyResult result = send(task(News.Opened, Messages.notice("x"), null, false), url, SECRET, false);
        assertThat(result.state()).isEqualTo(NotificationState.Failed);
        assertThat(result.message()).contains("begins with https://").doesNotContain("hooks.test", "passwd");
    }

    static Stream<Arguments> badSecrets() {
        String short23 = Base64.getEncoder().encodeToString(new byte[23]);
        String long65 = Base64.getEncoder().encodeToString(new byte[65]);
        return Stream.of(
                argumentSet("empty", ""),
                argumentSet("without its prefix", SECRET.substring("whsec_".length())),
                argumentSet("a public key", SECRET.replace("whsec_", "whpk_")),
                argumentSet("not base64", "whsec_päßwörter-päßwörter-päßwörter"),
                argumentSet("too short", "whsec_" + short23),
                argumentSet("too long", "whsec_" + long65),
                argumentSet("one good and one bad", SECRET + " hunter2"),
                argumentSet("five", (SECRET + " ").repeat(5).strip()));
    }

    @ParameterizedTest
    @MethodSource("badSecrets")
    void a_bad_signing_secret_sends_nothing_and_is_not_repeated(String signing) {
        server.then(answer(200, ""));
        NotifyResult result = send(task(News.Opened, Messages.notice("x"), null, false), url(), signing, true);
        assertThat(result.state()).isEqualTo(NotificationState.Failed);
        assertThat(result.message())
                .contains("the signing secret is not valid: put whsec_", "openssl rand")
                .doesNotContain("hunter2", "MfKQ", "wörter");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void texts_of_users_stay_texts_and_the_size_is_bounded() throws IOException {
        server.then(answer(200, ""));
        String evil = "\"},\"type\":\"x\",{\"a\":\"\\ \u2028 <script>";
        Notice notice = Messages.longest(evil);
        send(task(News.Opened, notice, null, false));
        assertThat(sent().path("type").asText()).isEqualTo("dev.lastgood.incident.opened");
        assertThat(sent().at("/data/summary").asText())
                .isEqualTo(notice.misbehavior().summary());
        assertThat(server.requests.get(0).body().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(64 << 10);
    }
}
