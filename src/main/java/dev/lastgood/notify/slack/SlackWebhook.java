package dev.lastgood.notify.slack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.SecretReader;
import dev.lastgood.notify.Sender;
import dev.lastgood.notify.http.HttpReply;
import dev.lastgood.notify.http.Post;
import dev.lastgood.notify.http.WebhookUrl;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;

/** An incoming webhook: it takes messages and shows none, so what may have come in is not sent twice. */
@ApplicationScoped
public class SlackWebhook implements Sender {

    private final Post post;
    private final boolean allowHttp;

    public SlackWebhook(Post post, NotifyConfig config) {
        this.post = post;
        this.allowHttp = config.allowHttp();
    }

    @Override
    public NotificationType type() {
        return NotificationType.SlackWebhook;
    }

    @Override
    public NotifyResult send(NotifyTask task, SecretReader secrets) throws NotSent {
        String url = secrets.read(task.to().secretRef);
        if (task.lookFirst()) {
            return NotifyResult.unknown(
                    "the operator ended while it was being sent, and a webhook cannot be asked: look "
                            + "into the channel");
        }
        URI uri = WebhookUrl.parse(url, allowHttp);
        var message = JsonNodeFactory.instance.objectNode().put("text", SlackMessage.text(task.notice()));
        message.set("blocks", SlackMessage.blocks(task.notice()));
        HttpReply reply = post.send("the webhook", uri, Map.of(), "application/json", Post.json(message));
        if (reply.isSuccess()) {
            return NotifyResult.done("webhook", null);
        }
        // Only a word such as Slack's no_service: others' pages stay outside.
        String said = reply.text().matches("[a-z_]{1,64}") ? ": " + reply.text() : "";
        return NotifyResult.refused("the webhook answers " + reply.status() + said);
    }
}
