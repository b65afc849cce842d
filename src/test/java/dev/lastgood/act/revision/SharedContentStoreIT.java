package dev.lastgood.act.revision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.revision.SharedContent;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RealApiServer
class SharedContentStoreIT {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final KubernetesClient client = ControlPlane.shared().client();
    private final String namespace = ControlPlane.shared().newNamespace("shared");
    private final SharedContentStore store = new SharedContentStore(client);

    private static ConfigMap configMap(String value) {
        return new ConfigMapBuilder().addToData("system", value).build();
    }

    private String require(ConfigMap content) {
        String digest = ConfigContent.digest(content);
        store.require(namespace, digest, content);
        return digest;
    }

    private List<ObjectMeta> all() {
        return store.all(namespace);
    }

    @Test
    void equalContentIsStoredOnceWithEveryCharacter() {
        String odd = "<system> \"be\" & \u2028 \u2029 \b\f \u007f \uD83D\uDE00\n";

        String digest = require(configMap(odd));
        require(configMap(odd));
        require(configMap("another one"));

        assertThat(all()).hasSize(2);
        assertThat(store.all(null)).extracting(ObjectMeta::getNamespace).contains(namespace);
        assertThat(data(digest).path("data")).isEqualTo(Json.tree(Map.of("system", odd)));
    }

    private JsonNode data(String digest) {
        return Json.tree(client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(SharedContent.name(digest))
                .get()
                .getData());
    }

    @Test
    void theLargestBinaryContentThatAConfigMapCanHoldIsStored() {
        byte[] bytes = new byte[1024 * 1024 - 1];
        ConfigMap largest = new ConfigMapBuilder()
                .addToBinaryData("a", Base64.getEncoder().encodeToString(bytes))
                .build();
        client.resource(new ConfigMapBuilder(largest)
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("largest")
                        .endMetadata()
                        .build())
                .create();

        require(largest);

        assertThat(all()).hasSize(1);
    }

    @Test
    void whatNobodyUsesIsDeletedAndWhatIsRequiredAgainIsNot() {
        require(configMap("a"));
        ObjectMeta unused = all().get(0);
        store.mark(unused, LONG_AGO);
        ObjectMeta marked = all().get(0);
        assertThat(SharedContentStore.orphanedSince(marked)).isEqualTo(LONG_AGO);
        store.remove(unused);
        assertThat(all()).as("it has changed since").hasSize(1);

        require(configMap("a"));

        assertThat(SharedContentStore.orphanedSince(all().get(0))).isNull();
        store.remove(marked);
        assertThat(all()).as("a revision is about to refer to it").hasSize(1);
        store.mark(all().get(0), LONG_AGO);
        store.mark(all().get(0), null);
        assertThat(SharedContentStore.orphanedSince(all().get(0))).isNull();

        store.remove(all().get(0));

        assertThat(all()).isEmpty();
        require(configMap("a"));
        assertThat(all()).hasSize(1);
    }
}
