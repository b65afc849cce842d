package dev.lastgood.notify;

import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Sends one message by the sender of its type. Blocking, limited in time; the credential is read for it alone. */
@ApplicationScoped
public class Notifier {

    private static final Logger LOG = Logger.getLogger(Notifier.class);

    private final KubernetesClient client;
    private final Map<NotificationType, Sender> senders;

    Notifier(KubernetesClient client, @All List<Sender> senders) {
        this.client = client;
        this.senders = senders.stream().collect(Collectors.toUnmodifiableMap(Sender::type, Function.identity()));
    }

    /** Returns what came of it; never throws. */
    public NotifyResult send(NotifyTask task) {
        try {
            return senders.get(task.to().type).send(task, ref -> value(task.secrets(), ref));
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

    private String value(String namespace, SecretKeyRef ref) throws NotSent {
        String what = "the Secret " + namespace + "/" + ref.name;
        Secret secret;
        try {
            secret = client.secrets().inNamespace(namespace).withName(ref.name).get();
        } catch (KubernetesClientException e) {
            throw missing(
                    ApiRefusal.of(e).isForbidden()
                            ? "Lastgood may not read " + what
                                    + ": grant it get on this one by a Role (rbac.secrets of the chart)"
                            : what + " could not be read");
        }
        String value = secret == null || secret.getData() == null
                ? null
                : secret.getData().get(ref.key);
        if (value == null) {
            throw missing(what + (secret == null ? " is not there: create it" : " has no key " + ref.key));
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip();
    }

    private static NotSent missing(String message) {
        return new NotSent(NotifyResult.pending(Reason.SecretMissing, message, null));
    }
}
