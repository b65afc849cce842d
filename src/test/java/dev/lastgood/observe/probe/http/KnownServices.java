package dev.lastgood.observe.probe.http;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Services of the namespace {@code ai} as a test says them, without an API server. */
public final class KnownServices implements ServiceLookup {

    private final Map<String, Service> services = new ConcurrentHashMap<>();
    private final Map<String, List<EndpointSlice>> slices = new ConcurrentHashMap<>();
    private final List<String> apiServers = new ArrayList<>(List.of("10.0.0.1"));

    /** A Service with the ports 80 (http, 8080 of the pod) and 53 (dns, UDP). */
    public KnownServices service(String name, String type, String clusterIp) {
        services.put(
                name,
                new ServiceBuilder()
                        .withNewSpec()
                        .withType(type)
                        .withClusterIP(clusterIp)
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .withProtocol("TCP")
                        .endPort()
                        .addNewPort()
                        .withName("dns")
                        .withPort(53)
                        .withProtocol("UDP")
                        .endPort()
                        .endSpec()
                        .build());
        return this;
    }

    /** What stands behind a Service; replaces what stood there. */
    public KnownServices endpoints(String name, boolean ready, String... addresses) {
        slices.put(
                name,
                List.of(new EndpointSliceBuilder()
                        .withAddressType("IPv4")
                        .addNewPort()
                        .withName("http")
                        .withPort(8080)
                        .endPort()
                        .addNewEndpoint()
                        .withAddresses(addresses)
                        .withNewConditions()
                        .withReady(ready)
                        .endConditions()
                        .endEndpoint()
                        .build()));
        return this;
    }

    public KnownServices apiServer(String host) {
        apiServers.add(host);
        return this;
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<Service> service(String namespace, String name) {
        return Optional.ofNullable(services.get(name));
    }

    @Override
    public List<EndpointSlice> slices(String namespace, String service) {
        return slices.getOrDefault(service, List.of());
    }

    @Override
    public List<String> apiServers() {
        return apiServers;
    }
}
