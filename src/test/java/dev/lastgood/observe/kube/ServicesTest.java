package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class ServicesTest {

    @Test
    void aSliceWithoutEndpointsAsTheApiServerTellsItStopsNoWatch() {
        EndpointSlice told = Serialization.unmarshal(
                """
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                 "metadata": {"namespace": "ai", "name": "gw-x", "labels": {"kubernetes.io/service-name": "gw"}},
                 "endpoints": null, "ports": null}
                """,
                EndpointSlice.class);

        EndpointSlice kept = WatchedServices.trimmed(told);

        assertThat(kept.getEndpoints()).isEmpty();
        assertThat(kept.getPorts()).isEmpty();
        assertThat(kept.getMetadata().getLabels()).containsEntry("kubernetes.io/service-name", "gw");
    }
}
