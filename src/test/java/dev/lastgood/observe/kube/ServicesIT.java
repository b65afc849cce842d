package dev.lastgood.observe.kube;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.api.Crds;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What probes read of a real API server. */
@RealApiServer
class ServicesIT {

    private static final String GATEWAY =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: gateway, annotations: {long: "text that nobody needs"}}
            spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: gateway-1, labels: {kubernetes.io/service-name: gateway}}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints:
            - {addresses: [10.1.2.3], conditions: {ready: true}, nodeName: somewhere}
            """;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace("services");

    private record Config(
            Optional<Set<String>> namespaces,
            String operatorNamespace,
            String pauseConfigMap,
            String notificationsConfigMap,
            int revisionMemoryMib,
            Duration quarantineCheck,
            Duration rollbackCheck,
            LastgoodConfig.Links links)
            implements LastgoodConfig {}

    private final LastgoodConfig config = new Config(
            Optional.empty(), namespace, "lastgood", "lastgood-notifications", 1, Duration.ZERO, Duration.ZERO, null);

    @Test
    void servicesAndTheirEndpointsAreKnownFromTheStartAndAsTheyChange() throws Exception {
        assertThat(plane.kubectl().apply(namespace, GATEWAY).exit()).isZero();
        WatchedServices services = new WatchedServices(client, config, new WatchTrouble());
        assertThat(services.service(namespace, "gateway"))
                .as("before the start")
                .isEmpty();
        try {
            services.start().toCompletableFuture().get(1, TimeUnit.MINUTES);

            Service service = services.service(namespace, "gateway").orElseThrow();
            assertThat(service.getSpec().getClusterIP()).isNotBlank();
            assertThat(service.getSpec().getPorts().get(0).getName()).isEqualTo("http");
            assertThat(service.getMetadata().getAnnotations()).isNullOrEmpty();
            EndpointSlice slice = services.slices(namespace, "gateway").get(0);
            assertThat(slice.getEndpoints().get(0).getAddresses()).containsExactly("10.1.2.3");
            assertThat(slice.getEndpoints().get(0).getNodeName()).isNull();
            assertThat(services.apiServers())
                    .contains(
                            "127.0.0.1",
                            client.services()
                                    .inNamespace("default")
                                    .withName("kubernetes")
                                    .get()
                                    .getSpec()
                                    .getClusterIP());

            plane.kubectl().run("-n", namespace, "delete", "endpointslice", "gateway-1");
            eventually("its endpoints are gone", () -> assertThat(services.slices(namespace, "gateway"))
                    .isEmpty());
            plane.kubectl().run("-n", namespace, "delete", "service", "gateway");
            eventually("it is gone", () -> assertThat(services.service(namespace, "gateway"))
                    .isEmpty());
        } finally {
            services.stop();
        }
    }

    @Test
    void textsAreReadOnceAndAgainAfterAChange() {
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        AllWatches watches = new AllWatches(client, config);
        eventually("the CRDs are served", watches::start);
        try {
            ConfigMapTexts texts = new ConfigMapTexts(client, watches.configMaps());
            ConfigMapKeyRef ref = new ConfigMapKeyRef();
            ref.name = "canary";
            ref.key = "body";
            assertThat(texts.text(namespace, ref)).isEmpty();

            write(Map.of("body", "one", "other", "x"));
            eventually("the text is there", () -> assertThat(texts.text(namespace, ref))
                    .contains("one"));
            var reads = plane.audit().fromNow();
            for (int i = 0; i < 10; i++) {
                assertThat(texts.text(namespace, ref)).contains("one");
            }
            assertThat(reads.entries().stream()
                            .filter(e -> e.name().equals("canary") && e.verb().equals("get")))
                    .isEmpty();

            write(Map.of("body", "two"));
            eventually(
                    "the new text", () -> assertThat(texts.text(namespace, ref)).contains("two"));
            write(Map.of("other", "x"));
            eventually("no text", () -> assertThat(texts.text(namespace, ref)).isEmpty());
        } finally {
            watches.stop();
        }
    }

    private void write(Map<String, String> data) {
        client.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("canary")
                        .endMetadata()
                        .withData(data)
                        .build())
                .createOr(editable -> editable.update());
    }
}
