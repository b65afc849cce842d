package dev.lastgood.notify.teams;

import static dev.lastgood.notify.Misbehaving.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.notify.Messages;
import dev.lastgood.notify.Misbehaving;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.http.Post;
import dev.lastgood.suite.Slow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A workflow's webhook as it accepts, refuses and misbehaves, on the wire. */
@Slow
class MicrosoftTeamsTest {

    private static final String PATH = "/workflows/1/triggers/manual/paths/invoke";
    private static final String QUERY = "?api-version=1&sig=url-secret";

    @AutoClose
    private Misbehaving server;

    @BeforeEach
    void start() throws IOException {
        server = new Misbehaving(null);
    }

    private static NotifyResult send(String url, Notice notice, boolean allowHttp, boolean again) {
        Messages.Settings settings =
                new Messages.Settings("https://unused.test", "https://unused.test", allowHttp, Duration.ofSeconds(3));
        try {
            return new MicrosoftTeams(new Post(settings), settings)
                    .send(Messages.task(NotificationType.MicrosoftTeams, News.Opened, notice, null, again), ref -> url);
        } catch (NotSent e) {
            return e.result();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + PATH + QUERY;
    }

    private NotifyResult send() {
        return send(url(), Messages.notice("x"), true, false);
    }

    private JsonNode card(Notice notice) throws IOException {
        server.then(answer(202, ""));
        assertThat(send(url(), notice, true, false).state()).isEqualTo(NotificationState.Done);
        JsonNode message = new ObjectMapper()
                .readTree(server.requests.get(server.requests.size() - 1).body());
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.path("attachments")).singleElement().satisfies(a -> assertThat(
                        a.path("contentType").asText())
                .isEqualTo("application/vnd.microsoft.card.adaptive"));
        return message.at("/attachments/0/content");
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Each line of the card as a person reads it. */
    private static List<String> lines(JsonNode card) {
        return elements(card.path("body"))
                .map(b -> elements(b.path("inlines"))
                        .map(r -> r.path("text").asText())
                        .collect(Collectors.joining()))
                .toList();
    }

    @Test
    void a_card_says_what_one_would_look_up() throws IOException {
        JsonNode card = card(Messages.notice("wrong"));
        assertThat(lines(card))
                .containsExactly(
                        "Sev1 Hallucination in pricing: Suggested",
                        "wrong",
                        "model: pricing",
                        "trigger: Hallucination",
                        "severity: Sev1",
                        "phase: Suggested",
                        "trace: t1",
                        "run: r1",
                        "customer impact: some customers",
                        "mitigation ETA: 2026-11-23T09:00:00Z",
                        "failed revision: 1.1 (gw-2)",
                        "restored: nothing yet; planned: 1.0 (gw-1)",
                        "bad probes: status is Bad: 500",
                        "acknowledged by: ada",
                        "awaited: the plan waits for approval",
                        "kubectl patch aiincident wrong-prices -n ai --type=merge -p "
                                + "'{\"spec\":{\"response\":{\"approvedPlan\":\"abc\"}}}'",
                        "what changed",
                        "container gateway: image g:1.0 -> g:1.1",
                        "container gateway: env MODEL_VERSION changed",
                        "and 3 more",
                        "AIIncident ai/wrong-prices");
        assertThat(elements(card.path("actions"))
                        .map(a -> a.path("title").asText() + " " + a.path("url").asText()))
                .containsExactly(
                        "incident https://console.test/ai/wrong-prices", "trace https://tempo.test/t1?a=1&b=2");
        assertThat(server.requests.get(0).path()).isEqualTo(PATH);
        assertThat(server.requests.get(0).header("content-type")).isEqualTo("application/json; charset=utf-8");
    }

    /** By the schema of Adaptive Cards 1.4, as far as the card uses it. */
    @Test
    void a_card_has_only_what_its_version_knows() throws IOException {
        JsonNode card = card(Messages.notice("x"));
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.path("version").asText()).isEqualTo("1.4");
        assertThat(names(card)).containsOnly("$schema", "type", "version", "msteams", "body", "actions");
        assertThat(card.path("body")).isNotEmpty().allSatisfy(line -> {
            assertThat(names(line)).containsOnly("type", "inlines");
            assertThat(line.path("type").asText()).isEqualTo("RichTextBlock");
            assertThat(line.path("inlines")).isNotEmpty().allSatisfy(run -> {
                assertThat(run.path("type").asText()).isEqualTo("TextRun");
                assertThat(run.path("text").isTextual()).isTrue();
                assertThat(names(run)).isSubsetOf("type", "text", "weight", "size", "color", "isSubtle", "fontType");
                assertThat(run.path("weight").asText("Default")).isIn("Default", "Bolder");
                assertThat(run.path("size").asText("Default")).isIn("Default", "Small", "Large");
                assertThat(run.path("color").asText("Default")).isIn("Default", "Attention", "Good", "Warning");
                assertThat(run.path("fontType").asText("Default")).isIn("Default", "Monospace");
            });
        });
        assertThat(card.path("actions")).allSatisfy(action -> {
            assertThat(names(action)).containsOnly("type", "title", "url");
            assertThat(action.path("type").asText()).isEqualTo("Action.OpenUrl");
        });
    }

    private static Set<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return Set.copyOf(names);
    }

    @Test
    void texts_of_users_are_no_markup_no_link_and_mention_nobody() throws IOException {
        JsonNode card = card(
                Messages.notice(
                        "<at>everyone</at> [click](https://evil.test) {{DATE(2026-01-01T00:00:00Z)}} **bold** javascript:alert(1)"));
        assertThat(lines(card).get(1))
                .isEqualTo(
                        "<\u2060at>everyone<\u2060/at> [click](https:\u2060//evil.test) {\u2060{DATE(2026-01-01T00:00:00Z)}} "
                                + "**bold** javascript:alert(1)");
        // TextRuns render no Markdown, and a mention is nothing without an entity.
        assertThat(card.toString()).doesNotContain("\"TextBlock\"", "entities", "<at>", "https://evil.test");
        assertThat(card.findValuesAsText("type"))
                .containsOnly("AdaptiveCard", "RichTextBlock", "TextRun", "Action.OpenUrl");
    }

    @Test
    void a_link_that_is_no_web_address_is_left_out() throws IOException {
        Notice notice = Messages.notice("x", List.of(new Notice.Link("incident", "javascript:alert(1)")));
        assertThat(card(notice).path("actions")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"", "\\", "漢", "😀", "{{", "://"})
    void the_longest_card_fits_once_it_is_wrapped_again(String text) throws IOException {
        JsonNode card = card(Messages.longest(text));
        String body = server.requests.get(0).body();
        byte[] wrapped = new ObjectMapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        assertThat(wrapped).hasSizeLessThanOrEqualTo(24 << 10);
        assertThat(lines(card).get(0)).startsWith("DRILL: Sev1 Hallucination in ");
        assertThat(lines(card)).anyMatch(l -> l.startsWith("kubectl patch"));
    }

    static Stream<Arguments> replies() {
        return Stream.of(
                argumentSet("202", answer(202, ""), NotificationState.Done, "the workflow accepted the card", null),
                argumentSet("200 and a page", answer(200, "<html>evil"), NotificationState.Done, "accepted", null),
                argumentSet(
                        "who may trigger it",
                        answer(401, "{\"error\":{\"code\":\"DirectApiAuthorizationRequired\",\"message\":\"evil\"}}"),
                        NotificationState.Failed,
                        "the workflow answers 401 DirectApiAuthorizationRequired: let anyone trigger the workflow",
                        null),
                argumentSet(
                        "turned off",
                        answer(404, "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\"}}"),
                        NotificationState.Failed,
                        "404 WorkflowTriggerIsNotEnabled: turn the workflow on",
                        null),
                argumentSet(
                        "an error with markup",
                        answer(400, "{\"error\":{\"code\":\"<evil>\"}}"),
                        NotificationState.Failed,
                        "the workflow answers 400: the workflow's run history says why",
                        null),
                argumentSet(
                        "a redirect",
                        answer(302, "", "Location", "http://elsewhere.test/evil"),
                        NotificationState.Failed,
                        "answers 302, a redirect, which is not followed",
                        null),
                argumentSet(
                        "429",
                        answer(429, "evil", "Retry-After", "30"),
                        NotificationState.Pending,
                        "429",
                        Duration.ofSeconds(30)),
                argumentSet("503", answer(503, ""), NotificationState.Pending, "503", null),
                argumentSet("a lost reply", Misbehaving.RESET_READ, NotificationState.Unknown, "no answer", null),
                argumentSet("never", Misbehaving.NEVER, NotificationState.Unknown, "no answer", null));
    }

    @ParameterizedTest
    @MethodSource
    void replies(Misbehaving.Way way, NotificationState state, String message, Duration retryAfter) {
        server.then(way);
        NotifyResult result = send();
        assertThat(result.state()).isEqualTo(state);
        assertThat(result.message()).contains(message).doesNotContain("evil", "url-secret");
        assertThat(result.retryAfter()).isEqualTo(retryAfter);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void what_may_have_come_in_is_not_sent_twice() {
        server.then(answer(202, ""));
        NotifyResult result = send(url(), Messages.notice("x"), true, true);
        assertThat(result.state()).isEqualTo(NotificationState.Unknown);
        assertThat(result.message()).contains("look into the channel");
        assertThat(server.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://flow.test/a", "flow.test", "https:", "not a url", "file:///etc/passwd", ""})
    void a_secret_that_is_no_address_is_not_repeated(String url) {
        NotifyResult result = send(url, Messages.notice("x"), false, false);
        assertThat(result.state()).isEqualTo(NotificationState.Failed);
        assertThat(result.message()).contains("begins with https://").doesNotContain("flow.test", "passwd");
    }
}
