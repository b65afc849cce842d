package dev.lastgood.reconcile;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.notify.telemetry.QuarantineMetrics;
import dev.lastgood.observe.kube.AllWatches;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.reconcile.model.EnforcementChecks;
import dev.lastgood.reconcile.model.EnforcementMemory;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.reconcile.outbox.Outbox;
import dev.lastgood.reconcile.outbox.Owner;
import dev.lastgood.reconcile.outbox.Pause;
import dev.lastgood.reconcile.outbox.Work;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left in memory of an object that is deleted from a real API server. */
@RealApiServer
class DeletedObjectsIT {

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

    @AutoClose
    private final Belongings belongings = new Belongings();

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace("deleted");
    private final BackgroundThreads threads = new BackgroundThreads();
    private LastgoodConfig config;
    private AllWatches watches;
    private Wakeups wakeups;
    private OutboxFactory outboxes;

    @BeforeEach
    void start() {
        belongings.own(() -> client.namespaces().withName(namespace).delete());
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, DurationConverter::parseDuration)
                .withMapping(LastgoodConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("lastgood.namespaces", namespace, "lastgood.operator-namespace", namespace),
                        "test",
                        100))
                .build()
                .getConfigMapping(LastgoodConfig.class);
        watches = new AllWatches(client, config);
        belongings.own(watches::stop);
        wakeups = new Wakeups(watches.models(), watches.incidents(), watches.changes(), watches.defaults(), config);
        outboxes = new OutboxFactory(watches.models(), watches.incidents(), wakeups);
        eventually("the CRDs are served", watches::start);
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
        outbox.submit(threads.cluster(), new Work<>(owner, "a", "a", () -> "done"));
        eventually(
                "the result is there", () -> assertThat(outbox.results(owner)).containsEntry("a", "done"));

        client.resources(kind).inNamespace(namespace).withName(name).delete();

        eventually("it is dropped", () -> assertThat(outbox.results(owner)).isEmpty());
        Owner successor = create(kind, name, yaml);
        assertThat(successor.uid()).isNotEqualTo(owner.uid());
        assertThat(outbox.results(successor)).isEmpty();
        outbox.submit(threads.cluster(), new Work<>(successor, "a", "a", () -> "done again"));
        eventually("the successor has its own", () -> assertThat(outbox.results(successor))
                .containsEntry("a", "done again"));
    }

    @Test
    void what_is_known_of_a_quarantine_is_forgotten_with_the_last_model_of_its_workload() {
        Instant begin = Instant.parse("2026-11-23T10:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(begin);
        InstantSource time = now::get;
        EnforcementChecks checks = new EnforcementChecks(
                new EnforcementMemory(watches.models(), new QuarantineMetrics(new SimpleMeterRegistry())),
                null,
                threads,
                wakeups,
                config,
                time.withZone(ZoneOffset.UTC));
        WorkloadKey workload = new WorkloadKey(namespace, WorkloadKind.Deployment, "model-gateway");
        List<KeptOut> keptOut = List.of(new KeptOut("v2", "quotes", begin, false, true));
        create(ModelDeployment.class, "pricing", MODEL);
        eventually("the model is seen", () -> assertThat(watches.models().of(workload))
                .isNotEmpty());
        Duration first = checks.whenDue(workload, keptOut);
        now.set(begin.plus(first.dividedBy(2)));
        assertThat(checks.whenDue(workload, keptOut)).as("remembered").isEqualTo(first.dividedBy(2));

        client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName("pricing")
                .delete();

        eventually("it begins anew", () -> assertThat(checks.whenDue(workload, keptOut))
                .isEqualTo(first));
    }

    private <T extends HasMetadata> Owner create(Class<T> kind, String name, String yaml) {
        plane.kubectl().apply(namespace, yaml);
        return Owner.of(
                client.resources(kind).inNamespace(namespace).withName(name).get());
    }
}
