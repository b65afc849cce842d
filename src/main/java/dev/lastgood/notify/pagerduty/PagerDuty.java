package dev.lastgood.notify.pagerduty;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.Misbehavior;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.OneLine;
import dev.lastgood.notify.Facts;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.SecretReader;
import dev.lastgood.notify.Sender;
import dev.lastgood.notify.http.HttpReply;
import dev.lastgood.notify.http.Post;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events API v2: one alert for each attempt of an incident, whose UID begins the dedup_key, however often it is sent. */
@ApplicationScoped
public class PagerDuty implements Sender {

    private static final int SUMMARY = 1024;
    private static final int REFUSAL = 400;
    private static final int KEY_LENGTH = 32;

    private final Post post;
    private final URI events;

    public PagerDuty(Post post, NotifyConfig config) {
        this.post = post;
        this.events = URI.create(config.pagerdutyUrl() + "/v2/enqueue");
    }

    @Override
    public NotificationType type() {
        return NotificationType.PagerDuty;
    }

    @Override
    public NotifyResult send(NotifyTask task, SecretReader secrets) throws NotSent {
        String routingKey = secrets.read(task.to().notification().secretRef);
        if (!routingKey.matches("[A-Za-z0-9]{" + KEY_LENGTH + "}")) {
            return NotifyResult.refused("the routing key is not " + KEY_LENGTH
                    + " letters and digits: put the integration key of an Events API v2 integration into the Secret");
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("routing_key", routingKey);
        event.put(
                "event_action",
                switch (task.news()) {
                    case Opened -> "trigger";
                    case Acknowledged -> "acknowledge";
                    case Over -> "resolve";
                });
        String key = key(task);
        event.put("dedup_key", key);
        if (task.news() == NotifyTask.News.Opened) {
            event.put("client", "Lastgood");
            event.set("payload", payload(task.notice()));
            ArrayNode links = event.putArray("links");
            task.notice()
                    .links()
                    .forEach(l -> links.addObject().put("href", l.href()).put("text", l.text()));
        }
        HttpReply answer = post.send("PagerDuty", events, Map.of(), "application/json", Post.json(event));
        if (answer.isSuccess() && task.attempt().former() != null) {
            answer = post.send(
                    "PagerDuty",
                    events,
                    Map.of(),
                    "application/json",
                    Post.json(resolve(routingKey, task.attempt().former())));
        }
        if (answer.isSuccess()) {
            return NotifyResult.done(key, null);
        }
        return NotifyResult.refused("PagerDuty answers " + answer.status() + said(answer, routingKey));
    }

    /** Each attempt has an alert of its own: an alert that someone acknowledged would swallow the next page. */
    private static String key(NotifyTask task) {
        int page = task.attempt().page();
        return page == 1 ? task.subject().uid() : task.subject().uid() + "/" + page;
    }

    private static ObjectNode resolve(String routingKey, String key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("routing_key", routingKey)
                .put("event_action", "resolve")
                .put("dedup_key", key);
    }

    private static String said(HttpReply answer, String routingKey) {
        if (answer.isRedirect()) {
            return ", a redirect, which is not followed: mend lastgood.notify.pagerduty-url";
        }
        List<String> said = new ArrayList<>();
        said.add(answer.body().path("message").asText());
        answer.body().path("errors").forEach(e -> said.add(e.asText()));
        String line = OneLine.of(String.join(" ", said).replace(routingKey, "***"), REFUSAL);
        return line.isEmpty() ? "" : ": " + line;
    }

    private static ObjectNode payload(Notice notice) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        Misbehavior misbehavior = notice.misbehavior();
        String model = notice.subject().model();
        String summary = notice.title() + (misbehavior.summary() == null ? "" : ": " + misbehavior.summary());
        payload.put("summary", BoundedText.of(summary, SUMMARY));
        payload.put("source", notice.subject().namespace() + "/" + model);
        payload.put(
                "severity",
                switch (misbehavior.severity()) {
                    case Sev0 -> "critical";
                    case Sev1 -> "error";
                    case Sev2 -> "warning";
                    case Sev3 -> "info";
                });
        payload.put("timestamp", notice.progress().detected());
        payload.put("component", model);
        payload.put("class", misbehavior.trigger());
        ObjectNode details = payload.putObject("custom_details");
        details.put("incident", notice.subject().path());
        Facts.of(notice).forEach(details::put);
        put(details, "awaited", notice.awaited().action());
        put(details, "command", notice.awaited().command());
        put(details, "changes", Facts.changes(notice));
        return payload;
    }

    private static void put(ObjectNode details, String name, String value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
