package dev.lastgood.act.incident;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.opening.Alert;
import dev.lastgood.decide.opening.FiringAlerts;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Opens an incident; its name says what it is about, so that one that is there already is the same. */
@ApplicationScoped
public class IncidentOpener {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    /** How often an incident is read and written if someone else writes in between. */
    private static final int ATTEMPTS = 5;

    private final KubernetesClient client;

    public IncidentOpener(KubernetesClient client) {
        this.client = client;
    }

    /** @throws KubernetesClientException where the API server refuses; the next pass decides anew */
    public void open(Optional<AIIncident> incident) {
        incident.ifPresent(i -> open(i, "probes"));
    }

    /**
     * Returns whether it is new; false: there is one of its name.
     *
     * @throws KubernetesClientException where the API server refuses
     */
    public boolean open(AIIncident incident, String by) {
        try {
            client.resource(incident).create();
            LOG.infof(
                    "incident=%s/%s model=%s suspect=%s opened by %s",
                    incident.getMetadata().getNamespace(),
                    incident.getMetadata().getName(),
                    incident.getSpec().modelRef.name,
                    incident.getSpec().suspect,
                    by);
            return true;
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.AlreadyExists) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Tells an incident which of its alerts fire. It is read anew and written under its resourceVersion: two replicas may be told of two
     * groups at once.
     *
     * @param alerts what was told
     * @return what fires now; empty if the incident is gone
     * @throws KubernetesClientException where the API server refuses
     */
    public Optional<FiringAlerts> tell(AIIncident incident, Collection<Alert> alerts) {
        for (int attempt = 1; ; attempt++) {
            Resource<AIIncident> resource = client.resources(AIIncident.class)
                    .inNamespace(incident.getMetadata().getNamespace())
                    .withName(incident.getMetadata().getName());
            AIIncident fresh = resource.get();
            if (fresh == null) {
                return Optional.empty();
            }
            FiringAlerts before = FiringAlerts.of(fresh);
            FiringAlerts after = before.after(alerts);
            if (after.equals(before)) {
                return Optional.of(after);
            }
            ObjectNode metadata = JsonNodeFactory.instance.objectNode();
            ObjectNode annotations = metadata.putObject("metadata")
                    .put("resourceVersion", fresh.getMetadata().getResourceVersion())
                    .putObject("annotations");
            after.annotations().forEach(annotations::put);
            try {
                resource.patch(PatchContext.of(PatchType.JSON_MERGE), metadata.toString());
                return Optional.of(after);
            } catch (KubernetesClientException e) {
                if (ApiRefusal.of(e) != ApiRefusal.Conflict || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
