package dev.lastgood.act;

import dev.lastgood.api.AIIncident;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
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
        incident.ifPresent(this::create);
    }

    private void create(AIIncident incident) {
        try {
            client.resource(incident).create();
            LOG.infof(
                    "incident=%s/%s model=%s suspect=%s opened by probes",
                    incident.getMetadata().getNamespace(),
                    incident.getMetadata().getName(),
                    incident.getSpec().modelRef.name,
                    incident.getSpec().suspect);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }
}
