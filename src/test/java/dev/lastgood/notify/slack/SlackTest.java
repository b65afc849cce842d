package dev.lastgood.notify.slack;

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
import dev.lastgood.notify.Messages;
import dev.lastgood.notify.Misbehaving;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.http.Post;
import dev.lastgood.suite.Slow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Web API as it refuses and misbehaves, on the wire. */
@Slow
class SlackTest {
    private static final String TOKEN = "xoxb-1-secret";
    private static final Misbehaving.Way OK = answer(200, "{\"ok\":true,\"channel\":\"C0123456789\",\"ts\":\"1.1\"}");
    private static final Misbehaving.Way EMPTY = answer(200, "{\"ok\":true,\"messages\":[]}");

    private static final String THERE = "{\"ts\":\"1.5\",\"metadata\":{\"event_type\":\"lastgood_incident\","
            + "\"event_payload\":{\"incident_uid\":\"" + Messages.UID + "\"}}}";

    @AutoClose
    private Misbehaving server;

    @BeforeEach
    void start() throws IOException {
        server = new Misbehaving(null);
    }

    private static Misbehaving.Way refuses(String error, String... headers) {
        return answer(200, "{\"ok\":false,\"error\":\"" + error + "\"}", headers);
    }

    private NotifyResult send(NotifyTask task) {
        Messages.Settings settings = new Messages.Settings("http://127.0.0.1:" + server.port());
        try {
            return new Slack(new Post(settings), settings).send(task, ref -> TOKEN);
        } catch (NotSent e) {
            return e.result();
        }
    }

    private NotifyResult post(Notice notice) {
        return send(Messages.task(NotificationType.Slack, News.Opened, notice, null, false));
    }

    private NotifyResult postAgain() {
        return send(Messages.task(NotificationType.Slack, News.Opened, Messages.notice("x"), null, true));
    }

    private NotifyResult edit() {
        return send(Messages.task(NotificationType.Slack, News.Opened, Messages.notice("x"), "C9/1.1", false));
    }

    private List<String> paths() {
        return server.requests.stream().map(r -> r.path().replace("/api/", "")).toList();
    }

    private JsonNode sent(int request) throws IOException {
        return new ObjectMapper().readTree(server.requests.get(request).body());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("channel_not_found", "write the ID of a channel that the bot was invited to"),
                refusal("not_in_channel", "invite the bot"),
                refusal("invalid_auth", "put the bot token"),
                refusal("token_revoked", "install the app again"),
                refusal("missing_scope", "give the app chat:write"),
                refusal("brand_new_error", "Slack answers brand_new_error"),
                argumentSet(
                        "an error with markup",
                        refuses("x\\n\\u202e<!channel>"),
                        NotificationState.Failed,
                        "Slack answers x <!channel>",
                        null),
                argumentSet(
                        "ratelimited",
                        refuses("ratelimited", "Retry-After", "30"),
                        NotificationState.Pending,
                        "ratelimited",
                        Duration.ofSeconds(30)),
                argumentSet(
                        "429",
                        answer(429, "{\"ok\":false,\"error\":\"ratelimited\"}", "Retry-After", "31"),
                        NotificationState.Pending,
                        "Slack answers 429",
                        Duration.ofSeconds(31)),
                argumentSet("internal_error", refuses("internal_error"), NotificationState.Pending, "internal", null),
                argumentSet("503", answer(503, "<html>"), NotificationState.Pending, "Slack answers 503", null),
                argumentSet("a page", answer(200, "<html>"), NotificationState.Unknown, "no JSON", null),
                argumentSet(
                        "302",
                        answer(302, "", "Location", "/x"),
                        NotificationState.Failed,
                        "a redirect, which is not followed",
                        null),
                argumentSet("gone", Misbehaving.RESET_READ, NotificationState.Unknown, "no answer", null),
                argumentSet("never", Misbehaving.NEVER, NotificationState.Unknown, "no answer", null),
                argumentSet("slow body", Misbehaving.slowBody(200), NotificationState.Unknown, "no JSON", null),
                argumentSet("endless body", Misbehaving.huge(200), NotificationState.Unknown, "no JSON", null));
    }

    private static Arguments refusal(String error, String message) {
        return argumentSet(error, refuses(error), NotificationState.Failed, message, null);
    }

    @ParameterizedTest
    @MethodSource
    void refusals(Misbehaving.Way way, NotificationState state, String message, Duration retryAfter) {
        server.then(way);
        NotifyResult result = post(Messages.notice("x"));
        assertThat(result.state()).isEqualTo(state);
        assertThat(result.message()).contains(message).doesNotContain(TOKEN, "\n", "\u202e");
        assertThat(result.retryAfter()).isEqualTo(retryAfter);
        assertThat(paths()).containsExactly("chat.postMessage");
    }

    @Test
    void posted_then_its_thread() throws IOException {
        server.then(OK);
        NotifyResult result = post(Messages.notice("x"));
        assertThat(result.state()).isEqualTo(NotificationState.Done);
        assertThat(result.externalId()).isEqualTo("C0123456789/1.1");
        assertThat(result.threaded()).isEqualTo("2026-11-23T08:00:00.100Z");
        assertThat(sent(1).path("thread_ts").asText()).isEqualTo("1.1");
        assertThat(sent(1).path("text").asText())
                .isEqualTo("2026-11-23T08:00:00.100Z Captured: Open: seen &lt;!here&gt; forged line");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void without_blocks_where_they_are_refused(String error) throws IOException {
        server.then(refuses(error), OK);
        assertThat(post(Messages.notice("x")).state()).isEqualTo(NotificationState.Done);
        assertThat(sent(0).has("blocks")).isTrue();
        assertThat(sent(1).has("blocks")).isFalse();
        assertThat(sent(1).path("text").asText()).contains("kubectl patch", "1.1 (gw-2)");
    }

    static Stream<String> blocks() {
        return Stream.of("invalid_blocks", "msg_blocks_too_long", "msg_too_long");
    }

    @Test
    void shorter_where_even_that_is_too_long() throws IOException {
        server.then(refuses("msg_blocks_too_long"), refuses("msg_too_long"), OK);
        assertThat(post(Messages.notice("x")).state()).isEqualTo(NotificationState.Done);
        assertThat(sent(2).path("text").asText())
                .isEqualTo("Sev1 Hallucination in pricing: Suggested\nAIIncident ai/wrong-prices");
    }

    @Test
    void never_more_than_that() {
        server.then(refuses("msg_too_long"));
        assertThat(post(Messages.notice("x")).state()).isEqualTo(NotificationState.Failed);
        assertThat(server.requests).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("gone")
    void a_message_that_is_gone_is_posted_anew_and_that_is_said(String error) {
        server.then(refuses(error), OK);
        NotifyResult result = edit();
        assertThat(paths()).containsExactly("chat.update", "chat.postMessage", "chat.postMessage");
        assertThat(result.state()).isEqualTo(NotificationState.Done);
        assertThat(result.externalId()).isEqualTo("C0123456789/1.1");
        assertThat(result.message()).contains("a new one was posted");
    }

    static Stream<String> gone() {
        return Stream.of("message_not_found", "cant_update_message", "edit_window_closed");
    }

    @Test
    void history_is_read_before_it_is_sent_again() {
        server.then(EMPTY, OK, answer(200, "{\"ok\":true,\"messages\":[]}"), OK);
        assertThat(postAgain().state()).isEqualTo(NotificationState.Done);
        assertThat(paths())
                .containsExactly(
                        "conversations.history", "chat.postMessage", "conversations.replies", "chat.postMessage");
    }

    @Test
    void what_is_there_is_edited_though_it_is_on_the_last_page() {
        server.then(
                answer(
                        200,
                        "{\"ok\":true,\"messages\":[{\"ts\":\"1.2\",\"metadata\":{}},null,7],"
                                + "\"response_metadata\":{\"next_cursor\":\"bmV4dA==\"}}"),
                answer(200, "{\"ok\":true,\"messages\":[" + THERE + "]}"),
                OK,
                EMPTY,
                OK);
        NotifyResult result = postAgain();
        assertThat(result.externalId()).isEqualTo("C0123456789/1.5");
        assertThat(paths())
                .containsExactly(
                        "conversations.history",
                        "conversations.history",
                        "chat.update",
                        "conversations.replies",
                        "chat.postMessage");
        assertThat(server.requests.get(1).body()).contains("cursor=bmV4dA%3D%3D", "limit=200", "oldest=");
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                argumentSet("no right", refuses("missing_scope"), "give the app chat:write, channels:history", null),
                argumentSet("429", answer(429, "", "Retry-After", "9"), "Slack answers 429", Duration.ofSeconds(9)),
                argumentSet("503", answer(503, ""), "Slack answers 503", null),
                argumentSet(
                        "pages without end",
                        answer(200, "{\"ok\":true,\"messages\":[],\"response_metadata\":{\"next_cursor\":\"x\"}}"),
                        "too many messages",
                        null),
                argumentSet("gone", Misbehaving.RESET_READ, "no answer", null));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void while_it_cannot_be_seen_it_is_not_sent_again(Misbehaving.Way way, String message, Duration retryAfter) {
        server.then(way);
        NotifyResult result = postAgain();
        assertThat(result.state()).as("not Pending: that would be sent").isEqualTo(NotificationState.Unknown);
        assertThat(result.message()).contains(message);
        assertThat(result.retryAfter()).isEqualTo(retryAfter);
        assertThat(paths()).containsOnly("conversations.history").hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void a_reminder_is_shown_to_the_whole_channel() throws IOException {
        server.then(OK);
        NotifyTask task = Messages.task(NotificationType.Slack, News.Opened, Messages.notice("x"), "C9/1.1", false);
        task.lines().get(0).reason = "UpdateOverdue";
        send(task);
        assertThat(sent(1).path("reply_broadcast").asBoolean()).isTrue();
    }

    @Test
    void nobody_is_called_and_nothing_is_marked_up_by_others_texts() throws IOException {
        server.then(OK);
        String evil = "<!channel> <@U123> @here *bold* _it_ ~no~ `code` <https://evil.test|click> & ```x```";
        post(Messages.notice(evil));
        for (String text : new String[] {
            sent(0).path("text").asText(), sent(0).path("blocks").toString()
        }) {
            assertThat(text)
                    .contains("&lt;!channel&gt;", "&lt;@U123&gt;", "&lt;https://evil.test|click&gt;")
                    .doesNotContain("<!channel", "<@U", "<https://evil", "@here", "*bold*", "_it_", "~no~", "`code`");
        }
        assertThat(sent(0).path("link_names").asBoolean(true)).isFalse();
    }

    @Test
    void all_bounds_are_held_and_the_links_are_there() throws IOException {
        server.then(OK);
        Notice notice = Messages.notice("&<>*".repeat(128));
        post(notice);
        JsonNode blocks = sent(0).path("blocks");
        assertThat(blocks.size()).isLessThanOrEqualTo(50);
        assertThat(sent(0).path("text").asText().length()).isLessThan(40_000);
        for (JsonNode block : blocks) {
            assertThat(block.path("text").path("text").asText().length()).isLessThanOrEqualTo(3000);
            assertThat(block.path("fields").size()).isLessThanOrEqualTo(10);
            block.path("fields")
                    .forEach(f -> assertThat(f.path("text").asText().length()).isLessThanOrEqualTo(2000));
        }
        assertThat(blocks.toString())
                .contains(
                        "<https://console.test/ai/wrong-prices|incident> | <https://tempo.test/t1?a=1&amp;b=2|trace>",
                        "image g:1.0 -&gt; g:1.1",
                        "and 3 more",
                        "```kubectl patch aiincident wrong-prices -n ai --type=merge -p '");
        assertThat(Mrkdwn.escaped("&".repeat(5000), 1900))
                .hasSizeLessThanOrEqualTo(1900)
                .matches("(&amp;)+…");
    }
}
