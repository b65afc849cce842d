package dev.lastgood.reconcile;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Crds;
import dev.lastgood.api.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.observe.WatchTrouble;
import dev.lastgood.observe.Watches;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.reconcile.outbox.WorkPools;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left in the outboxes of an object that is deleted from a real API server. */
@RealApiServer
class OutboxesIT {

    private static final String MODEL =
            """
            apiVersion: lastgood.dev/v1alpha1
            kind: ModelDeployment
            metadata: {name: pricing}
            spec:
              gateway: {workloadRef: {name: model-gateway}}
            """;
    private static final String INCIDENT =
            """
            apiVersion: lastgood.dev/v1alpha1
            kind: AIIncident
            metadata: {name: quotes}
            spec:
              modelRef: {name: pricing}
              trigger: Hallucination
              severity: Sev1
            """;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace("outboxes");
    private final WorkPools pools = new WorkPools();
    private Watches watches;
    private Outboxes outboxes;

    @BeforeEach
    void start() {
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        LastgoodConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, DurationConverter::parseDuration)
                .withMapping(LastgoodConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("lastgood.namespaces", namespace, "lastgood.operator-namespace", namespace),
                        "test",
                        100))
                .build()
                .getConfigMapping(LastgoodConfig.class);
        watches = new Watches(client, config, new WatchTrouble());
        outboxes = new Outboxes(watches, new Wakeups(watches, config));
        eventually("the CRDs are served", () -> watches.start(false));
    }

    @AfterEach
    void stop() {
        watches.stop();
        client.namespaces().withName(namespace).delete();
    }

    @Test
    void results_of_deleted_models_and_incidents_are_dropped_and_their_successors_see_none() {
        Outbox<String, String> ofModels = outboxes.ofModels(Pause.never());
        Outbox<String, String> ofIncidents = outboxes.ofIncidents(Pause.never());
        isDroppedWithItsOwner(ofModels, ModelDeployment.class, "pricing", MODEL);
        isDroppedWithItsOwner(ofIncidents, AIIncident.class, "quotes", INCIDENT);
    }

    private <T extends HasMetadata> void isDroppedWithItsOwner(
            Outbox<String, String> outbox, Class<T> kind, String name, String yaml) {
        Owner owner = create(kind, name, yaml);
        outbox.submit(pools.cluster(), new Work<>(owner, "a", "a", () -> "done"));
        eventually(
                "the result is there", () -> assertThat(outbox.results(owner)).containsEntry("a", "done"));

        client.resources(kind).inNamespace(namespace).withName(name).delete();

        eventually("it is dropped", () -> assertThat(outbox.results(owner)).isEmpty());
        Owner successor = create(kind, name, yaml);
        assertThat(successor.uid()).isNotEqualTo(owner.uid());
        assertThat(outbox.results(successor)).isEmpty();
        outbox.submit(pools.cluster(), new Work<>(successor, "a", "a", () -> "done again"));
        eventually("the successor has its own", () -> assertThat(outbox.results(successor))
                .containsEntry("a", "done again"));
    }

    private <T extends HasMetadata> Owner create(Class<T> kind, String name, String yaml) {
        plane.kubectl().apply(namespace, yaml);
        return Owner.of(
                client.resources(kind).inNamespace(namespace).withName(name).get());
    }
}
