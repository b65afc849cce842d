package dev.lastgood.act.incident;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Opens an incident; its name says what it is about, so that one that is there already is the same. */
@ApplicationScoped
public class IncidentOpener {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

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
     * Tells an incident which of its alerts fire and which do not any more.
     *
     * @throws KubernetesClientException where the API server refuses
     */
    public void mark(AIIncident incident, Map<String, String> alerts) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
        alerts.forEach(annotations::put);
        client.resources(AIIncident.class)
                .inNamespace(incident.getMetadata().getNamespace())
                .withName(incident.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }
}
