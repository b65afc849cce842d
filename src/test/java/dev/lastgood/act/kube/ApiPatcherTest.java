package dev.lastgood.act.kube;

import static dev.lastgood.act.kube.JsonPatch.pointer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire; what a real API server makes of it is shown where the patches are used. */
class ApiPatcherTest {

    private static final JsonPatch SCALE = new JsonPatch().replace(pointer("spec", "replicas"), IntNode.valueOf(3));

    @AutoClose
    private final Belongings belongings = new Belongings();

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private KubernetesClient client;
    private ApiPatcher patcher;

    @BeforeEach
    void start() {
        server.init();
        belongings.own(server::destroy);
        client = belongings.own(server.createClient());
        patcher = new ApiPatcher(client);
    }

    @Test
    void sendsExactlyOneRequestAndReturnsWhatTheServerStored() throws Exception {
        server.expect()
                .patch()
                .withPath("/apis/apps/v1/namespaces/ai/deployments/gateway?fieldManager=lastgood")
                .andReturn(
                        200,
                        new DeploymentBuilder()
                                .withNewMetadata()
                                .withName("gateway")
                                .endMetadata()
                                .withNewSpec()
                                .withReplicas(3)
                                .endSpec()
                                .build())
                .once();

        Deployment stored = patcher.patch(Deployment.class, "ai", "gateway", SCALE);

        assertThat(stored.getSpec().getReplicas()).isEqualTo(3);
        assertThat(server.getRequestCount()).isEqualTo(1);
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("PATCH");
        assertThat(request.getHeader("Content-Type")).startsWith("application/json-patch+json");
        assertThat(request.getBody().readUtf8()).isEqualTo(SCALE.json());
    }

    @Test
    void asksForNoMoreThanMetadataWhereNobodyWantsTheRest() throws Exception {
        server.expect()
                .patch()
                .withPath("/apis/apps/v1/namespaces/ai/controllerrevisions/gateway-1?fieldManager=lastgood")
                .andReturn(200, "{\"apiVersion\":\"meta.k8s.io/v1\",\"kind\":\"PartialObjectMetadata\"}")
                .once();

        patcher.patchMetadata(ControllerRevision.class, "ai", "gateway-1", SCALE);

        assertThat(server.takeRequest().getHeader("Accept"))
                .startsWith("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    @Test
    void findsTheCoreGroupAndCanAskWithoutChanging() {
        server.expect()
                .patch()
                .withPath("/api/v1/namespaces/ai/configmaps/flags?fieldManager=lastgood&dryRun=All")
                .andReturn(200, new ConfigMapBuilder().build())
                .once();

        assertThat(patcher.dryRun(ConfigMap.class, "ai", "flags", SCALE)).isNotNull();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aRefusalCarriesTheServersCodeAndWords() {
        server.expect()
                .patch()
                .withPath("/apis/apps/v1/namespaces/ai/deployments/gateway?fieldManager=lastgood")
                .andReturn(
                        403,
                        new StatusBuilder()
                                .withCode(403)
                                .withReason("Forbidden")
                                .withMessage("revision is quarantined")
                                .build())
                .once();

        KubernetesClientException refused = catchThrowableOfType(
                KubernetesClientException.class, () -> patcher.patch(Deployment.class, "ai", "gateway", SCALE));

        assertThat(refused.getCode()).isEqualTo(403);
        assertThat(refused.getStatus().getReason()).isEqualTo("Forbidden");
        assertThat(refused).hasMessageContaining("revision is quarantined");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNoStatusIsToldByItsCodeAlone() {
        server.expect()
                .patch()
                .withPath("/apis/apps/v1/namespaces/ai/deployments/gateway?fieldManager=lastgood")
                .andReturn(418, "<html>some proxy</html>")
                .once();

        KubernetesClientException refused = catchThrowableOfType(
                KubernetesClientException.class, () -> patcher.patch(Deployment.class, "ai", "gateway", SCALE));

        assertThat(refused.getCode()).isEqualTo(418);
        assertThat(refused).hasMessageContaining("418").hasMessageNotContaining("proxy");
    }

    @Test
    void aNameCannotLeadToAnotherPath() {
        assertThatThrownBy(() -> patcher.patch(ConfigMap.class, "ai", "../secrets/token", SCALE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
        assertThatThrownBy(() -> patcher.patch(ConfigMap.class, "ai/..", "flags", SCALE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namespace");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void anEmptyPatchIsNotSent() {
        assertThatThrownBy(() -> patcher.patch(ConfigMap.class, "ai", "flags", new JsonPatch()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.getRequestCount()).isZero();
    }
}
