package dev.lastgood.notify.slack;

import static dev.lastgood.notify.Misbehaving.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.notify.Messages;
import dev.lastgood.notify.Misbehaving;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.http.Post;
import dev.lastgood.suite.Slow;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An incoming webhook as it refuses and misbehaves, on the wire. */
@Slow
class SlackWebhookTest {

    private static final String SECRET = "T0/B0/secret";

    @AutoClose
    private Misbehaving server;

    @BeforeEach
    void start() throws IOException {
        server = new Misbehaving(null);
    }

    private NotifyResult send(String url, boolean allowHttp, boolean again) {
        Messages.Settings settings =
                new Messages.Settings("https://unused.test", "https://unused.test", allowHttp, Duration.ofSeconds(3));
        try {
            return new SlackWebhook(new Post(settings), settings)
                    .send(
                            Messages.task(
                                    NotificationType.SlackWebhook, News.Opened, Messages.notice("x"), null, again),
                            ref -> url);
        } catch (NotSent e) {
            return e.result();
        }
    }

    private NotifyResult send() {
        return send(url(), true, false);
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + "/services/" + SECRET;
    }

    @Test
    void what_is_sent_has_text_and_blocks() throws IOException {
        server.then(answer(200, "ok"));
        assertThat(send().state()).isEqualTo(NotificationState.Done);
        JsonNode sent = new ObjectMapper().readTree(server.requests.get(0).body());
        assertThat(sent.path("text").asText()).contains("Sev1 Hallucination in pricing");
        assertThat(sent.path("blocks")).isNotEmpty();
        assertThat(server.requests.get(0).path()).isEqualTo("/services/" + SECRET);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("gone", answer(404, "no_service"), NotificationState.Failed, "404: no_service", null),
                argumentSet("revoked", answer(403, "invalid_token"), NotificationState.Failed, "invalid_token", null),
                argumentSet("a page", answer(404, "<html>evil"), NotificationState.Failed, "answers 404", null),
                argumentSet(
                        "429",
                        answer(429, "rate_limited", "Retry-After", "30"),
                        NotificationState.Pending,
                        "429",
                        Duration.ofSeconds(30)),
                argumentSet("503", answer(503, ""), NotificationState.Pending, "503", null),
                argumentSet("no answer", Misbehaving.RESET_READ, NotificationState.Unknown, "no answer", null),
                argumentSet("never", Misbehaving.NEVER, NotificationState.Unknown, "no answer", null));
    }

    @ParameterizedTest
    @MethodSource
    void refusals(Misbehaving.Way way, NotificationState state, String message, Duration retryAfter) {
        server.then(way);
        NotifyResult result = send();
        assertThat(result.state()).isEqualTo(state);
        assertThat(result.message()).contains(message).doesNotContain(SECRET, "evil");
        assertThat(result.retryAfter()).isEqualTo(retryAfter);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void what_may_have_come_in_is_not_sent_twice() {
        server.then(answer(200, "ok"));
        NotifyResult result = send(url(), true, true);
        assertThat(result.state()).isEqualTo(NotificationState.Unknown);
        assertThat(result.message()).contains("look into the channel");
        assertThat(server.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://hooks.test/services/a", "hooks.test", "https:", "not a url", "file:///etc/passwd", ""})
    void a_secret_that_is_no_address_is_not_repeated(String url) {
        NotifyResult result = send(url, false, false);
        assertThat(result.state()).isEqualTo(NotificationState.Failed);
        assertThat(result.message()).contains("begins with https://").doesNotContain("hooks.test", "passwd");
    }
}
