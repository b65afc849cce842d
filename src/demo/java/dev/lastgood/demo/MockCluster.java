package dev.lastgood.demo;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.kube.Login;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * fabric8's mock of an API server, in this process: it stores and watches, and knows neither schemas nor admission, rights
 * or controllers. {@link StandInController} rolls Deployments out.
 */
final class MockCluster implements Cluster {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final List<Class<? extends HasMetadata>> OURS =
            List.of(ModelDeployment.class, AIIncident.class, Quarantine.class);

    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final StandInController controller;
    private final Login login;

    MockCluster(Path directory) {
        Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
        server = new KubernetesMockServer(
                new Context(Serialization.jsonMapper()),
                new MockWebServer(),
                responses,
                new KubernetesMixedDispatcher(responses),
                false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        OURS.forEach(kind ->
                server.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(custom(kind))));
        server.expect()
                .get()
                .withPath("/apis/" + Names.GROUP + "/" + Names.VERSION)
                .andReturn(
                        200,
                        new APIResourceListBuilder()
                                .withGroupVersion(Names.GROUP + "/" + Names.VERSION)
                                .withResources(
                                        OURS.stream().map(MockCluster::resource).toList())
                                .build())
                .always();
        // It knows no rights: everything is allowed.
        server.expect()
                .post()
                .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
                .andReturn(
                        201,
                        new SelfSubjectAccessReviewBuilder()
                                .withNewStatus()
                                .withAllowed(true)
                                .endStatus()
                                .build())
                .always();
        login = login(directory);
        client = login.client();
        controller = new StandInController(login.client());
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends io.fabric8.kubernetes.client.CustomResource<?, ?>> custom(
            Class<? extends HasMetadata> kind) {
        return (Class<? extends io.fabric8.kubernetes.client.CustomResource<?, ?>>) kind;
    }

    private static APIResource resource(Class<? extends HasMetadata> kind) {
        return new APIResourceBuilder()
                .withName(HasMetadata.getPlural(kind))
                .withKind(HasMetadata.getKind(kind))
                .withNamespaced(true)
                .build();
    }

    private Login login(Path directory) {
        try {
            Path kubeconfig = directory.resolve("kubeconfig");
            Files.writeString(
                    kubeconfig,
                    """
                    apiVersion: v1
                    kind: Config
                    current-context: mock
                    contexts:
                    - name: mock
                      context: {cluster: mock, user: mock, namespace: default}
                    clusters:
                    - name: mock
                      cluster: {server: "http://127.0.0.1:%d"}
                    users:
                    - name: mock
                      user: {token: mock}
                    """
                            .formatted(server.getPort()));
            return new Login("mock", "mock", kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String description() {
        return "the in-process mock of fabric8: NOT a real Kubernetes";
    }

    @Override
    public Login login() {
        return login;
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Answer apply(String namespace, String yaml) {
        try {
            client.load(new java.io.ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                    .items()
                    .forEach(item -> apply(namespace, item));
            return new Answer(true, "");
        } catch (KubernetesClientException e) {
            return new Answer(false, String.valueOf(e.getMessage()));
        }
    }

    /** As an API server stores it. */
    private static void encode(Secret secret) {
        Map<String, String> data = new HashMap<>();
        secret.getStringData()
                .forEach((key, text) ->
                        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        secret.setData(data);
        secret.setStringData(null);
    }

    private void apply(String namespace, HasMetadata item) {
        item.getMetadata().setNamespace(namespace);
        if (item instanceof Secret secret && secret.getStringData() != null) {
            encode(secret);
        }
        String applied = Serialization.asJson(item);
        HasMetadata found = client.resource(item).get();
        HasMetadata next = found == null ? item : withContentOf(found, item);
        if (next.getMetadata().getAnnotations() == null) {
            next.getMetadata().setAnnotations(new HashMap<>());
        }
        next.getMetadata().getAnnotations().put(LAST_APPLIED, applied);
        if (found == null) {
            client.resource(next).create();
        } else {
            client.resource(next).update();
        }
    }

    /** Only what the demo applies twice. */
    private static HasMetadata withContentOf(HasMetadata found, HasMetadata item) {
        if (found instanceof Deployment deployment) {
            deployment.setSpec(((Deployment) item).getSpec());
        } else if (found instanceof GenericKubernetesResource custom) {
            custom.getAdditionalProperties()
                    .put(
                            "spec",
                            ((GenericKubernetesResource) item)
                                    .getAdditionalProperties()
                                    .get("spec"));
        } else if (found instanceof ConfigMap configMap) {
            configMap.setData(((ConfigMap) item).getData());
        }
        return found;
    }

    @Override
    public Optional<String> token(String namespace, String serviceAccount) {
        return Optional.empty();
    }

    @Override
    public boolean hasAdmission() {
        return false;
    }

    @Override
    public Optional<Path> kubectl() {
        return Optional.empty();
    }

    @Override
    public void close() {
        controller.close();
        client.close();
        server.destroy();
    }
}
