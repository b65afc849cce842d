package dev.lastgood.notify;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.Notification;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jboss.logging.Logger;

/** Sends one message. Blocking, limited in time; the credential is read for it alone. */
@ApplicationScoped
public class Notifier {

    private static final Logger LOG = Logger.getLogger(Notifier.class);

    private final KubernetesClient client;
    private final PagerDuty pagerDuty;
    private final Slack slack;
    private final SlackWebhook webhook;

    Notifier(KubernetesClient client, PagerDuty pagerDuty, Slack slack, SlackWebhook webhook) {
        this.client = client;
        this.pagerDuty = pagerDuty;
        this.slack = slack;
        this.webhook = webhook;
    }

    /** Returns what came of it; never throws. */
    public NotifyResult send(NotifyTask task) {
        try {
            String credential = credential(task.secrets(), task.to());
            return switch (task.to().type) {
                case PagerDuty -> pagerDuty.send(task, credential);
                case Slack -> slack.send(task, credential);
                case SlackWebhook -> webhook.send(task, credential);
            };
        } catch (NotSent e) {
            return e.result();
        } catch (RuntimeException e) {
            // Without its message: it may quote what was to be sent, and with it a credential.
            LOG.errorf(
                    "incident=%s/%s notification=%s %s",
                    task.namespace(),
                    task.incident(),
                    task.to().name,
                    e.getClass().getName());
            return NotifyResult.unknown("a fault of Lastgood: " + e.getClass().getSimpleName());
        }
    }

    private String credential(String namespace, Notification to) throws NotSent {
        String what = "the Secret " + namespace + "/" + to.secretRef.name;
        Secret secret;
        try {
            secret = client.secrets()
                    .inNamespace(namespace)
                    .withName(to.secretRef.name)
                    .get();
        } catch (KubernetesClientException e) {
            throw missing(
                    ApiRefusal.of(e).isForbidden()
                            ? "Lastgood may not read " + what
                                    + ": grant it get on this one by a Role (rbac.secrets of the chart)"
                            : what + " could not be read");
        }
        String value = secret == null || secret.getData() == null
                ? null
                : secret.getData().get(to.secretRef.key);
        if (value == null) {
            throw missing(what + (secret == null ? " is not there: create it" : " has no key " + to.secretRef.key));
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip();
    }

    private static NotSent missing(String message) {
        return new NotSent(NotifyResult.pending(Reason.SecretMissing, message, null));
    }
}
