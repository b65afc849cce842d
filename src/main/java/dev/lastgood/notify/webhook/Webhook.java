package dev.lastgood.notify.webhook;

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
import java.time.Instant;
import java.util.Map;

/** Posts signed CloudEvents. A repeated event has the same id, by which the other side drops it. */
@ApplicationScoped
public class Webhook implements Sender {

    private static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    private final Post post;
    private final boolean allowHttp;

    public Webhook(Post post, NotifyConfig config) {
        this.post = post;
        this.allowHttp = config.allowHttp();
    }

    @Override
    public NotificationType type() {
        return NotificationType.Webhook;
    }

    @Override
    public NotifyResult send(NotifyTask task, SecretReader secrets) throws NotSent {
        URI uri = WebhookUrl.parse(secrets.read(task.to().secretRef), allowHttp);
        SigningSecrets signing = SigningSecrets.parse(secrets.read(task.to().signingSecretRef));
        String id = task.message();
        String body = Post.json(IncidentEvent.of(task));
        // Of this try: the other side refuses an old one, which may be replayed by someone else.
        long timestamp = Instant.now().getEpochSecond();
        Map<String, String> headers = Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(timestamp),
                "webhook-signature", signing.signature(id, timestamp, body));
        HttpReply reply = post.send("the webhook", uri, headers, CONTENT_TYPE, body);
        return reply.isSuccess()
                ? NotifyResult.done(id, null)
                : NotifyResult.refused("the webhook answers " + reply.status() + whatToDo(reply));
    }

    /** Others' pages stay outside. */
    private static String whatToDo(HttpReply reply) {
        if (reply.isRedirect()) {
            return ", a redirect, which is not followed: put the address that it leads to into the Secret";
        }
        return switch (reply.status()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
                ": give the receiver the signing secret of signingSecretRef";
            case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE ->
                ": put the receiver's address into the Secret, or remove the notification";
            default -> ": the receiver's own log says why";
        };
    }
}
