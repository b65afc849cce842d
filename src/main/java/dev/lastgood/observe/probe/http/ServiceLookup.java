package dev.lastgood.observe.probe.http;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What is known of Services and of what stands behind them. */
public interface ServiceLookup {

    /** Begins to watch, once; completes when all that is there was listed. */
    CompletionStage<Void> start();

    /** A Service; of its spec type, cluster IP and ports. */
    Optional<Service> service(String namespace, String name);

    /** The EndpointSlices of a Service; of their endpoints addresses and conditions. */
    List<EndpointSlice> slices(String namespace, String service);

    /** Names and addresses under which the API server is reached. */
    List<String> apiServers();
}
