package dev.lastgood.notify.telemetry;

import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Kubernetes Events on incidents and on models, beside the work: nothing waits for them, and the oldest that wait are
 * dropped first. Names are made from the content, so that a repeated send is no second Event.
 */
@ApplicationScoped
public class KubernetesEvents {

    private static final Logger LOG = Logger.getLogger(KubernetesEvents.class);
    private static final int QUEUE = 1_000;
    private static final int MESSAGE_LIMIT = 1024;

    private final KubernetesClient client;
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            runnable -> {
                Thread thread = new Thread(runnable, "events");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardOldestPolicy());

    public KubernetesEvents(KubernetesClient client) {
        this.client = client;
        sender.allowCoreThreadTimeOut(true);
    }

    /**
     * Publishes a line of an incident's timeline.
     *
     * @param model null where it does not exist
     */
    public void publish(AIIncident incident, ModelDeployment model, TimelineEntry entry, Phase phase) {
        sender.execute(() -> {
            send(incident, reference(incident), entry, phase, "incident");
            if (model != null) {
                send(incident, reference(model), entry, phase, "model");
            }
        });
    }

    /** Publishes a condition of a model, once for each time it took its value. */
    public void publish(ModelDeployment model, Condition condition, boolean warning) {
        String identity = model.getMetadata().getUid()
                + condition.getType()
                + condition.getStatus()
                + condition.getLastTransitionTime();
        Event event = event(reference(model), identity, condition.getReason(), condition.getMessage())
                .withType(warning ? "Warning" : "Normal")
                .withFirstTimestamp(condition.getLastTransitionTime())
                .withLastTimestamp(condition.getLastTransitionTime())
                .build();
        sender.execute(() -> send(event));
    }

    private void send(AIIncident incident, ObjectReference about, TimelineEntry entry, Phase phase, String part) {
        String identity = incident.getMetadata().getUid() + part + entry.at + entry.reason + entry.message;
        send(event(
                        about,
                        identity,
                        entry.reason,
                        part.equals("model")
                                ? "incident " + incident.getMetadata().getName() + ": " + entry.message
                                : entry.message)
                .withType(isWarning(entry, phase) ? "Warning" : "Normal")
                .withFirstTimestamp(entry.at)
                .withLastTimestamp(entry.at)
                .build());
    }

    private static EventBuilder event(ObjectReference about, String identity, String reason, String message) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.getNamespace())
                .withName(about.getName() + "." + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)))
                .endMetadata()
                .withInvolvedObject(about)
                .withReason(reason)
                .withMessage(bounded(message))
                .withCount(1)
                .withNewSource()
                .withComponent(Names.FIELD_MANAGER)
                .endSource()
                .withReportingComponent(Names.GROUP);
    }

    private void send(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            ApiRefusal refusal = ApiRefusal.of(e);
            if (refusal != ApiRefusal.AlreadyExists && refusal != ApiRefusal.NotFound) {
                ObjectReference about = event.getInvolvedObject();
                LOG.warnf(
                        "%s=%s/%s an Event could not be written: %s",
                        about.getKind(), about.getNamespace(), about.getName(), e.getMessage());
            }
        }
    }

    private static boolean isWarning(TimelineEntry entry, Phase phase) {
        return phase == Phase.NeedsHuman
                || Reason.RetrospectiveOverdue.name().equals(entry.reason)
                || Reason.UpdateOverdue.name().equals(entry.reason);
    }

    private static String bounded(String message) {
        return message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT);
    }

    /** With the UID: kubectl describe asks for it. */
    private static ObjectReference reference(HasMetadata object) {
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .build();
    }

    @PreDestroy
    void stop() {
        sender.shutdown();
    }
}
