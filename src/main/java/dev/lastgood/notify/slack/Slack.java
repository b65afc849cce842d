package dev.lastgood.notify.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.lib.OneLine;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.SecretReader;
import dev.lastgood.notify.Sender;
import dev.lastgood.notify.http.HttpReply;
import dev.lastgood.notify.http.Post;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Web API: one message for an incident, edited as it moves; its timeline in the thread. */
@ApplicationScoped
public class Slack implements Sender {

    private static final String TOO_LONG = "msg_too_long";
    private static final Set<String> BLOCKS_REFUSED =
            Set.of("invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format", TOO_LONG);
    private static final Set<String> NOT_TO_EDIT =
            Set.of("message_not_found", "cant_update_message", "edit_window_closed");
    private static final Set<String> BUSY = Set.of(
            "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout");
    private static final Map<String, String> WHAT_TO_DO = Map.of(
            "channel_not_found", "write the ID of a channel that the bot was invited to",
            "not_in_channel", "invite the bot to the channel",
            "is_archived", "the channel is archived: write another",
            "invalid_auth", "put the bot token (xoxb-...) of an installed app into the Secret",
            "not_authed", "put the bot token (xoxb-...) of an installed app into the Secret",
            "token_revoked", "the token was revoked: install the app again and put its token into the Secret",
            "account_inactive", "the app was removed: install it again and put its token into the Secret",
            "missing_scope", "give the app chat:write, channels:history and channels:read");
    private static final Set<String> REMINDERS =
            Set.of(Reason.UpdateOverdue.name(), Reason.RetrospectiveOverdue.name());
    private static final int REFUSAL = 400;
    private static final int PAGES = 10;
    private static final int PAGE = 200;
    private static final Duration BEFORE = Duration.ofMinutes(1);

    private final Post post;
    private final String api;

    public Slack(Post post, NotifyConfig config) {
        this.post = post;
        this.api = config.slackUrl() + "/api/";
    }

    @Override
    public NotificationType type() {
        return NotificationType.Slack;
    }

    @Override
    public NotifyResult send(NotifyTask task, SecretReader secrets) throws NotSent {
        String token = secrets.read(task.to().secretRef);
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            return NotifyResult.refused("the bot token is no word of visible characters: put xoxb-... into the Secret");
        }
        String before = task.externalId();
        String id = before;
        try {
            if (id == null && task.lookFirst()) {
                id = findMessage(task, token).orElse(null);
            }
            id = id == null ? posted(task, token) : edited(task, token, id);
        } catch (SlackError e) {
            return e.result().as(id);
        }
        try {
            NotifyResult done = NotifyResult.done(id, thread(task, token, id));
            return before == null || before.equals(id)
                    ? done
                    : done.saying("the message was not there any more or cannot be edited: a new one was posted");
        } catch (SlackError e) {
            return e.result().as(id);
        } catch (NotSent e) {
            return e.result().as(id); // the message itself is there
        }
    }

    private String posted(NotifyTask task, String token) throws NotSent, SlackError {
        ObjectNode message = message(task, task.to().channel);
        JsonNode answer = withBlocksOrWithout("chat.postMessage", token, message, task);
        return answer.path("channel").asText() + "/" + answer.path("ts").asText();
    }

    /** One that somebody deleted is posted anew. */
    private String edited(NotifyTask task, String token, String id) throws NotSent, SlackError {
        ObjectNode message = message(task, channel(id));
        message.put("ts", ts(id));
        try {
            withBlocksOrWithout("chat.update", token, message, task);
            return id;
        } catch (SlackError e) {
            if (NOT_TO_EDIT.contains(e.error)) {
                return posted(task, token);
            }
            throw e;
        }
    }

    private static ObjectNode message(NotifyTask task, String channel) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("channel", channel);
        message.put("unfurl_links", false);
        message.put("unfurl_media", false);
        message.put("link_names", false);
        message.put("parse", "none");
        message.set("metadata", SlackMessage.metadata(task.uid(), null));
        return message;
    }

    private JsonNode withBlocksOrWithout(String method, String token, ObjectNode message, NotifyTask task)
            throws NotSent, SlackError {
        message.put("text", SlackMessage.text(task.notice()));
        try {
            return call(method, token, message.deepCopy().set("blocks", SlackMessage.blocks(task.notice())));
        } catch (SlackError e) {
            if (!BLOCKS_REFUSED.contains(e.error)) {
                throw e;
            }
        }
        try {
            return call(method, token, message);
        } catch (SlackError e) {
            if (!e.error.equals(TOO_LONG)) {
                throw e;
            }
        }
        return call(method, token, message.put("text", SlackMessage.shortText(task.notice())));
    }

    /** Returns the time of the newest line that is in the thread, null where there is none. */
    private String thread(NotifyTask task, String token, String id) throws NotSent, SlackError {
        if (task.lines().isEmpty()) {
            return null;
        }
        String newest = task.lines().get(task.lines().size() - 1).at;
        boolean there = task.lookFirst()
                && find(
                                "conversations.replies",
                                token,
                                params(task, channel(id), ts(id)),
                                "messages",
                                m -> isOurs(m, task)
                                        && newest.equals(
                                                payload(m).path("threaded").asText()))
                        .isPresent();
        if (!there) {
            ObjectNode reply = message(task, channel(id));
            reply.put("thread_ts", ts(id));
            reply.put("text", SlackMessage.thread(task.lines()));
            if (task.lines().stream().anyMatch(l -> REMINDERS.contains(l.reason))) {
                reply.put("reply_broadcast", true); // who does not follow the thread is meant
            }
            reply.set("metadata", SlackMessage.metadata(task.uid(), newest));
            call("chat.postMessage", token, reply);
        }
        return newest;
    }

    private Optional<String> findMessage(NotifyTask task, String token) throws NotSent, SlackError {
        String channel = channelId(task.to().channel, token);
        return find(
                        "conversations.history",
                        token,
                        params(task, channel, null),
                        "messages",
                        m -> isOurs(m, task) && payload(m).path("threaded").isMissingNode())
                .map(m -> channel + "/" + m.path("ts").asText());
    }

    private static boolean isOurs(JsonNode message, NotifyTask task) {
        return SlackMessage.EVENT.equals(
                        message.path("metadata").path("event_type").asText())
                && task.uid().equals(payload(message).path("incident_uid").asText());
    }

    private static JsonNode payload(JsonNode message) {
        return message.path("metadata").path("event_payload");
    }

    /** Posting takes a name, reading does not. */
    private String channelId(String channel, String token) throws NotSent, SlackError {
        if (channel.matches("[CGD][A-Z0-9]{6,}")) {
            return channel;
        }
        String name = channel.startsWith("#") ? channel.substring(1) : channel;
        Map<String, String> params = new LinkedHashMap<>(
                Map.of("types", "public_channel,private_channel", "exclude_archived", "true", "limit", "1000"));
        return find(
                        "conversations.list",
                        token,
                        params,
                        "channels",
                        c -> name.equals(c.path("name").asText()))
                .map(c -> c.path("id").asText())
                .orElseThrow(() -> new SlackError("channel_not_found", null));
    }

    private static Map<String, String> params(NotifyTask task, String channel, String thread) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("channel", channel);
        params.put("include_all_metadata", "true");
        params.put("limit", Integer.toString(PAGE));
        if (thread != null) {
            params.put("ts", thread);
        } else {
            Instant detected = Instant.parse(task.notice().opened()).minus(BEFORE);
            params.put("oldest", Long.toString(detected.getEpochSecond()));
        }
        return params;
    }

    /** Page by page; what cannot be read to its end is not known. */
    private Optional<JsonNode> find(
            String method, String token, Map<String, String> params, String list, Predicate<JsonNode> wanted)
            throws NotSent, SlackError {
        Map<String, String> page = new LinkedHashMap<>(params);
        for (int i = 0; i < PAGES; i++) {
            String form = page.entrySet().stream()
                    .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            JsonNode answer = reading(method, token, form);
            for (JsonNode element : answer.path(list)) {
                if (wanted.test(element)) {
                    return Optional.of(element);
                }
            }
            String cursor = answer.path("response_metadata").path("next_cursor").asText();
            if (cursor.isEmpty()) {
                return Optional.empty();
            }
            page.put("cursor", cursor);
        }
        throw new NotSent(NotifyResult.unknown("too many messages to see whether it came in: look there"));
    }

    /** While it cannot be seen whether it was sent, that stays unknown. */
    private JsonNode reading(String method, String token, String form) throws NotSent {
        try {
            return checked(post.send(
                    "Slack", URI.create(api + method), authorized(token), "application/x-www-form-urlencoded", form));
        } catch (SlackError e) {
            throw new NotSent(NotifyResult.unknown("it is not known whether the message came in, and " + method
                            + " does not say: " + e.getMessage())
                    .after(e.retryAfter));
        } catch (NotSent e) {
            // Whatever became of the look: of the message nothing more is known than before.
            throw new NotSent(NotifyResult.unknown("it is not known whether the message came in, and " + method
                            + " does not say: " + e.result().message())
                    .after(e.result().retryAfter()));
        }
    }

    private JsonNode call(String method, String token, JsonNode body) throws NotSent, SlackError {
        return checked(post.send(
                "Slack",
                URI.create(api + method),
                authorized(token),
                "application/json; charset=utf-8",
                Post.json(body)));
    }

    private static Map<String, String> authorized(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static JsonNode checked(HttpReply answer) throws NotSent, SlackError {
        if (answer.body().path("ok").asBoolean()) {
            return answer.body();
        }
        String error = answer.body().path("error").asText();
        if (error.isEmpty()) {
            throw new NotSent(
                    answer.isSuccess()
                            ? NotifyResult.unknown("Slack answers what is no JSON")
                            : NotifyResult.refused("Slack answers " + answer.status()
                                    + (answer.isRedirect()
                                            ? ", a redirect, which is not followed: mend lastgood.notify.slack-url"
                                            : "")));
        }
        throw new SlackError(OneLine.of(error, REFUSAL), answer.retryAfter());
    }

    private static String channel(String id) {
        return id.substring(0, id.indexOf('/'));
    }

    private static String ts(String id) {
        return id.substring(id.indexOf('/') + 1);
    }

    /** Slack answers {@code ok: false}. */
    private static final class SlackError extends Exception {

        private static final long serialVersionUID = 1L;
        private final String error;
        private final transient Duration retryAfter;

        SlackError(String error, Duration retryAfter) {
            super(
                    "Slack answers " + error + (WHAT_TO_DO.containsKey(error) ? ": " + WHAT_TO_DO.get(error) : ""),
                    null,
                    false,
                    false);
            this.error = error;
            this.retryAfter = retryAfter;
        }

        NotifyResult result() {
            return BUSY.contains(error)
                    ? NotifyResult.pending(Reason.ReceiverBusy, getMessage(), retryAfter)
                    : NotifyResult.refused(getMessage());
        }
    }
}
