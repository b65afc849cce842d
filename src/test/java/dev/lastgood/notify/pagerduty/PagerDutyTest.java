package dev.lastgood.notify.pagerduty;

import static dev.lastgood.notify.Misbehaving.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.decide.notice.SendAttempt;
import dev.lastgood.notify.Messages;
import dev.lastgood.notify.Misbehaving;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.http.Post;
import dev.lastgood.suite.Slow;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Events API as it misbehaves, on the wire. */
@Slow
class PagerDutyTest {
    @AutoClose
    private Misbehaving server;

    @BeforeEach
    void start() throws IOException {
        server = new Misbehaving(null);
    }

    private NotifyResult send(News news, Notice notice, String key) {
        return send("http://127.0.0.1:" + server.port(), news, notice, key);
    }

    private static NotifyResult send(String url, News news, Notice notice, String key) {
        Messages.Settings settings = new Messages.Settings(url);
        try {
            return new PagerDuty(new Post(settings), settings)
                    .send(Messages.task(NotificationType.PagerDuty, news, notice, null, false), ref -> key);
        } catch (NotSent e) {
            return e.result();
        }
    }

    private NotifyResult page() {
        return send(News.Opened, Messages.notice("wrong"), Messages.ROUTING_KEY);
    }

    @Test
    void another_attempt_has_an_alert_of_its_own_and_ends_the_former_one() throws Exception {
        Messages.Settings settings = new Messages.Settings("http://127.0.0.1:" + server.port());
        NotifyTask first =
                Messages.task(NotificationType.PagerDuty, News.Opened, Messages.notice("wrong"), null, false);
        NotifyTask again = new NotifyTask(
                first.to(),
                new SendAttempt("k", Messages.MESSAGE, null, 2, Messages.UID, false),
                News.Opened,
                first.notice(),
                first.lines());
        server.then(answer(202, ""), answer(202, ""));
        NotifyResult result = new PagerDuty(new Post(settings), settings).send(again, ref -> Messages.ROUTING_KEY);
        assertThat(result.externalId()).isEqualTo(Messages.UID + "/2");
        assertThat(server.requests).hasSize(2);
        JsonNode page = new ObjectMapper().readTree(server.requests.get(0).body());
        assertThat(page.path("event_action").asText()).isEqualTo("trigger");
        assertThat(page.path("dedup_key").asText()).isEqualTo(Messages.UID + "/2");
        assertThat(sent().path("event_action").asText()).isEqualTo("resolve");
        assertThat(sent().path("dedup_key").asText()).isEqualTo(Messages.UID);
    }

    private JsonNode sent() throws IOException {
        return new ObjectMapper()
                .readTree(server.requests.get(server.requests.size() - 1).body());
    }

    private static String inAMinute(ZoneOffset zone) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(60).atOffset(zone));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                argumentSet("202", answer(202, "{\"status\":\"success\"}"), NotificationState.Done, "sent", null),
                argumentSet("202 and nothing", answer(202, ""), NotificationState.Done, "sent", null),
                argumentSet(
                        "400",
                        answer(
                                400,
                                "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\","
                                        + "\"errors\":[\"'severity' is missing\\n\\u202ex\"]}"),
                        NotificationState.Failed,
                        "PagerDuty answers 400: Event object is invalid 'severity' is missing x",
                        null),
                argumentSet(
                        "400 that echoes the key",
                        answer(400, "{\"errors\":[\"no such key " + Messages.ROUTING_KEY + "\"]}"),
                        NotificationState.Failed,
                        "PagerDuty answers 400: no such key ***",
                        null),
                argumentSet(
                        "404 with a page",
                        answer(404, "<html>"),
                        NotificationState.Failed,
                        "PagerDuty answers 404",
                        null),
                argumentSet(
                        "302",
                        answer(302, "", "Location", "http://169.254.169.254/"),
                        NotificationState.Failed,
                        "a redirect, which is not followed",
                        null),
                argumentSet(
                        "429 with seconds",
                        answer(429, "", "Retry-After", "17"),
                        NotificationState.Pending,
                        "PagerDuty answers 429",
                        Duration.ofSeconds(17)),
                argumentSet(
                        "429 for a year",
                        answer(429, "", "Retry-After", "31536000"),
                        NotificationState.Pending,
                        "PagerDuty answers 429",
                        Duration.ofHours(1)),
                argumentSet(
                        "429 with nonsense",
                        answer(429, "", "Retry-After", "-5"),
                        NotificationState.Pending,
                        "PagerDuty answers 429",
                        null),
                argumentSet(
                        "429 with a date that was",
                        answer(429, "", "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
                        NotificationState.Pending,
                        "PagerDuty answers 429",
                        null),
                argumentSet("429 without", answer(429, ""), NotificationState.Pending, "PagerDuty answers 429", null),
                argumentSet("500", answer(500, "oops"), NotificationState.Pending, "PagerDuty answers 500", null),
                argumentSet(
                        "gone before it read", Misbehaving.RESET_UNREAD, NotificationState.Unknown, "no answer", null),
                argumentSet("gone after it read", Misbehaving.RESET_READ, NotificationState.Unknown, "no answer", null),
                argumentSet("never", Misbehaving.NEVER, NotificationState.Unknown, "no answer", null),
                argumentSet("slow body of a 202", Misbehaving.slowBody(202), NotificationState.Done, "sent", null),
                argumentSet("endless body of a 202", Misbehaving.huge(202), NotificationState.Done, "sent", null),
                argumentSet(
                        "endless body of a 400",
                        Misbehaving.huge(400),
                        NotificationState.Failed,
                        "PagerDuty answers 400",
                        null));
    }

    @ParameterizedTest
    @MethodSource
    void answers(Misbehaving.Way way, NotificationState state, String message, Duration retryAfter) {
        server.then(way);
        NotifyResult result = page();
        assertThat(result.state()).isEqualTo(state);
        assertThat(result.message()).contains(message).doesNotContain(Messages.ROUTING_KEY, "\n", "\u202e");
        assertThat(result.retryAfter()).isEqualTo(retryAfter);
        assertThat(server.requests).as("sent once").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void a_date_to_wait_for() {
        server.then(answer(429, "", "Retry-After", inAMinute(ZoneOffset.UTC)));
        assertThat(page().retryAfter()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }

    @Test
    void a_lost_answer_is_sent_again_as_the_same_alert() throws IOException {
        server.then(Misbehaving.RESET_READ, answer(202, ""));
        page();
        JsonNode first = sent();
        assertThat(page().state()).isEqualTo(NotificationState.Done);
        assertThat(sent()).isEqualTo(first);
        assertThat(first.path("dedup_key").asText()).isEqualTo(Messages.UID);
    }

    @Test
    void nobody_listens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        NotifyResult result = send("http://127.0.0.1:" + port, News.Opened, Messages.notice("x"), Messages.ROUTING_KEY);
        assertThat(result.state()).isEqualTo(NotificationState.Pending);
        assertThat(result.message()).startsWith("no connection to PagerDuty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "0123456789abcdef0123456789abcdef0", "0123456789abcdef 123456789abcdef"})
    void a_key_of_the_wrong_length_is_told_before_it_is_sent(String key) {
        NotifyResult result = send(News.Opened, Messages.notice("x"), key);
        assertThat(result.state()).isEqualTo(NotificationState.Failed);
        assertThat(result.message()).contains("is not 32 letters and digits");
        assertThat(server.requests).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(News.class)
    void each_action(News news) throws IOException {
        server.then(answer(202, ""));
        send(news, Messages.notice("x"), Messages.ROUTING_KEY);
        assertThat(sent().path("event_action").asText())
                .isEqualTo(
                        switch (news) {
                            case Opened -> "trigger";
                            case Acknowledged -> "acknowledge";
                            case Over -> "resolve";
                        });
        assertThat(sent().has("payload")).isEqualTo(news == News.Opened);
    }

    @Test
    void what_one_would_look_up_is_in_it_and_its_size_is_bounded() throws IOException {
        server.then(answer(202, ""));
        send(News.Opened, Messages.notice("\"\\<&\ud83d\ude00".repeat(1000)), Messages.ROUTING_KEY);
        String summary = sent().at("/payload/summary").asText();
        assertThat(summary.length()).isLessThanOrEqualTo(1024);
        assertThat(summary).startsWith("Sev1 Hallucination in pricing: Suggested: ");
        assertThat(server.requests.get(0).body().getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(512 << 10);
        JsonNode details = sent().at("/payload/custom_details");
        assertThat(details.path("failed revision").asText()).isEqualTo("1.1 (gw-2)");
        assertThat(details.path("restored").asText()).contains("1.0 (gw-1)");
        assertThat(details.path("bad probes").asText()).isEqualTo("status is Bad: 500");
        assertThat(details.path("command").asText()).startsWith("kubectl patch aiincident wrong-prices");
        assertThat(details.path("changes").asText())
                .contains("image g:1.0 -> g:1.1")
                .endsWith("and 3 more");
        assertThat(sent().path("links")).hasSize(2);
        assertThat(sent().at("/links/1/href").asText()).isEqualTo("https://tempo.test/t1?a=1&b=2");
    }
}
