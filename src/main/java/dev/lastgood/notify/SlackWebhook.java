package dev.lastgood.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/** An incoming webhook: it takes messages and shows none, so what may have come in is not sent twice. */
@ApplicationScoped
class SlackWebhook {

    private final Post post;
    private final boolean allowHttp;

    SlackWebhook(Post post, NotifyConfig config) {
        this.post = post;
        this.allowHttp = config.allowHttp();
    }

    NotifyResult send(NotifyTask task, String url) throws NotSent {
        if (task.lookFirst()) {
            return NotifyResult.unknown(
                    "the operator ended while it was being sent, and a webhook cannot be asked: look "
                            + "into the channel");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return refused();
        }
        boolean web = "https".equals(uri.getScheme()) || allowHttp && "http".equals(uri.getScheme());
        if (!web || uri.getHost() == null) {
            return refused();
        }
        var message = JsonNodeFactory.instance.objectNode().put("text", SlackMessage.text(task.notice()));
        message.set("blocks", SlackMessage.blocks(task.notice()));
        Answer answer = post.send("the webhook", uri, Map.of(), "application/json", Post.json(message));
        if (answer.isSuccess()) {
            return NotifyResult.done("webhook", null);
        }
        // Only a word such as Slack's no_service: others' pages stay outside.
        String said = answer.text().matches("[a-z_]{1,64}") ? ": " + answer.text() : "";
        return NotifyResult.refused("the webhook answers " + answer.status() + said);
    }

    private static NotifyResult refused() {
        return NotifyResult.refused("the Secret's value is no URL that begins with https://");
    }
}
