package dev.lastgood.observe.probe.http;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Looks up Services and their endpoints. */
public interface ServiceLookup {

    /** Begins to watch, once; completes when all of them were listed. */
    CompletionStage<Void> start();

    /** A Service; of its spec type, cluster IP and ports. */
    Optional<Service> service(String namespace, String name);

    /** The EndpointSlices of a Service; of their endpoints addresses and conditions. */
    List<EndpointSlice> slices(String namespace, String service);

    /** Names and addresses under which the API server is reached. */
    List<String> apiServers();
}
