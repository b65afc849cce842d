package dev.lastgood.notify.teams;

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
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/**
 * Posts cards to a Power Automate workflow, which posts them into the channel later on. It cannot be asked whether a card arrived, so
 * one that may have is not sent again.
 */
@ApplicationScoped
public class MicrosoftTeams implements Sender {

    private final Post post;
    private final boolean allowHttp;

    public MicrosoftTeams(Post post, NotifyConfig config) {
        this.post = post;
        this.allowHttp = config.allowHttp();
    }

    @Override
    public NotificationType type() {
        return NotificationType.MicrosoftTeams;
    }

    @Override
    public NotifyResult send(NotifyTask task, SecretReader secrets) throws NotSent {
        URI uri = WebhookUrl.parse(secrets.read(task.to().secretRef), allowHttp);
        if (task.lookFirst()) {
            return NotifyResult.unknown(
                    "the operator ended while the card was being sent, and a workflow cannot be asked: look into "
                            + "the channel");
        }
        HttpReply reply = post.send(
                "the workflow",
                uri,
                Map.of(),
                "application/json; charset=utf-8",
                Post.json(Card.message(task.notice())));
        return reply.isSuccess()
                ? NotifyResult.done("workflow", null)
                        .saying(
                                "the workflow accepted the card; if it is not in the channel, the workflow's run history says why")
                : NotifyResult.refused("the workflow answers " + reply.status() + code(reply) + whatToDo(reply));
    }

    /** Only a word such as DirectApiAuthorizationRequired: others' pages stay outside. */
    private static String code(HttpReply reply) {
        String code = reply.body().path("error").path("code").asText();
        return code.matches("[A-Za-z]{1,64}") ? " " + code : "";
    }

    private static String whatToDo(HttpReply reply) {
        if (reply.isRedirect()) {
            return ", a redirect, which is not followed: put the address that it leads to into the Secret";
        }
        return switch (reply.status()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
                ": let anyone trigger the workflow, and put its whole URL, with sig=, into the Secret";
            case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE ->
                ": turn the workflow on, or create another and put its URL into the Secret";
            default -> ": the workflow's run history says why";
        };
    }
}
