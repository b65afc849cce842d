package dev.lastgood.observe.kube;

import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.observe.probe.http.ServiceLookup;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The Services and EndpointSlices that are watched as soon as a probe needs them; without such a probe they cost nothing. */
@ApplicationScoped
public class WatchedServices implements ServiceLookup {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String BY_SERVICE = "service";

    private final KubernetesClient client;
    private final LastgoodConfig config;
    private final WatchTrouble trouble;

    private WatchedKind<Service> services;
    private WatchedKind<EndpointSlice> slices;
    private CompletableFuture<Void> started;

    /** @param trouble is told when a watch cannot go on */
    public WatchedServices(KubernetesClient client, LastgoodConfig config, WatchTrouble trouble) {
        this.client = client;
        this.config = config;
        this.trouble = trouble;
    }

    @Override
    public synchronized CompletionStage<Void> start() {
        if (started == null) {
            Set<String> namespaces = config.namespaces().orElse(Set.of());
            services = WatchedKind.of(client.services(), namespaces, null, (now, before) -> trimmed(now), Map.of());
            slices = WatchedKind.of(
                    client.discovery().v1().endpointSlices(),
                    namespaces,
                    SERVICE_NAME,
                    (now, before) -> trimmed(now),
                    Map.of(
                            BY_SERVICE,
                            s -> List.of(s.getMetadata().getNamespace() + "/"
                                    + s.getMetadata().getLabels().get(SERVICE_NAME))));
            started = CompletableFuture.allOf(informers()
                    .map(SharedIndexInformer::start)
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture[]::new));
            informers().forEach(i -> i.stopped().whenComplete((v, error) -> {
                if (error != null) {
                    trouble.stopped(error);
                }
            }));
        }
        return started;
    }

    /** Ends the watches. */
    @PreDestroy
    public synchronized void stop() {
        if (started != null) {
            informers().forEach(SharedIndexInformer::stop);
        }
    }

    @Override
    public synchronized Optional<Service> service(String namespace, String name) {
        return services == null ? Optional.empty() : services.get(namespace, name);
    }

    @Override
    public synchronized List<EndpointSlice> slices(String namespace, String service) {
        return slices == null ? List.of() : slices.by(BY_SERVICE, namespace + "/" + service);
    }

    /** As the client was told, as pods are told, and, where the namespace is watched, as the API server itself tells. */
    @Override
    public List<String> apiServers() {
        List<String> all = new ArrayList<>();
        all.add(client.getMasterUrl().getHost());
        all.add(System.getenv("KUBERNETES_SERVICE_HOST"));
        service("default", "kubernetes").ifPresent(s -> all.add(s.getSpec().getClusterIP()));
        slices("default", "kubernetes")
                .forEach(slice -> slice.getEndpoints().forEach(e -> all.addAll(e.getAddresses())));
        return all.stream().filter(Objects::nonNull).distinct().toList();
    }

    private Stream<SharedIndexInformer<?>> informers() {
        return Stream.concat(services.parts().stream(), slices.parts().stream());
    }

    private static Service trimmed(Service service) {
        return new ServiceBuilder()
                .withMetadata(trimmed(service.getMetadata()).build())
                .withNewSpec()
                .withType(service.getSpec().getType())
                .withClusterIP(service.getSpec().getClusterIP())
                .withPorts(service.getSpec().getPorts())
                .endSpec()
                .build();
    }

    static EndpointSlice trimmed(EndpointSlice slice) {
        return new EndpointSliceBuilder()
                .withMetadata(trimmed(slice.getMetadata())
                        .addToLabels(
                                SERVICE_NAME, slice.getMetadata().getLabels().get(SERVICE_NAME))
                        .build())
                .withAddressType(slice.getAddressType())
                .withPorts(orNone(slice.getPorts()))
                .withEndpoints(orNone(slice.getEndpoints()).stream()
                        .map(e -> new EndpointBuilder()
                                .withAddresses(e.getAddresses())
                                .withConditions(e.getConditions())
                                .build())
                        .toList())
                .build();
    }

    /** A slice of a Service without pods says {@code endpoints: null}. */
    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }

    private static ObjectMetaBuilder trimmed(ObjectMeta metadata) {
        return new ObjectMetaBuilder()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion());
    }
}
