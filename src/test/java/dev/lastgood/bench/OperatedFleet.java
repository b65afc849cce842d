package dev.lastgood.bench;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.Goodness;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.api.model.WorkloadRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A fleet that Lastgood looks after: each workload has its ModelDeployment. */
final class OperatedFleet extends Fleet {

    private final Map<String, String> good = new HashMap<>();

    OperatedFleet(KubernetesClient client, String namespace, int size, Shape shape) {
        super(client, namespace, size, shape);
    }

    @Override
    void create() {
        super.create();
        workloads().forEach(w -> client.resource(model(namespace, w, "1s")).create());
        workloads()
                .forEach(w -> eventually(
                        w + " has a good revision",
                        () -> assertThat(revision(w, GOOD).map(r -> r.state)).contains(RevisionState.Good)));
        workloads().forEach(w -> good.put(w, revision(w, GOOD).orElseThrow().name));
        // From now on nothing soaks: what is bad must not earn Good while it waits for its incident.
        workloads().forEach(w -> client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName(w)
                .edit(m -> {
                    m.getSpec().goodness.soak = "1h";
                    return m;
                }));
    }

    @Override
    void rollOut(String version) {
        super.rollOut(version);
        workloads()
                .forEach(w -> eventually(w + " serves " + version, () -> assertThat(
                                revision(w, version).map(r -> r.name))
                        .contains(String.valueOf(model(w).getStatus().servingRevision))));
    }

    @Override
    void awaitSettled(String workload, AIIncident incident) {
        super.awaitSettled(workload, incident);
        awaitPhase(incident, Phase.Mitigated);
        eventually(
                workload + " serves its good revision",
                () -> assertThat(model(workload).getStatus().servingRevision).isEqualTo(good.get(workload)));
    }

    @Override
    void cleanUp() {
        var incidents = client.resources(AIIncident.class).inNamespace(namespace);
        for (AIIncident incident : incidents.list().getItems()) {
            incidents.withName(incident.getMetadata().getName()).edit(i -> {
                i.getSpec().resolution = new Resolution();
                i.getSpec().resolution.kind = Resolution.Kind.Fixed;
                return i;
            });
            awaitPhase(incident, Phase.Resolved);
        }
        super.cleanUp();
    }

    static ModelDeployment model(String namespace, String workload, String soak) {
        ModelDeployment model = new ModelDeployment();
        model.getMetadata().setNamespace(namespace);
        model.getMetadata().setName(workload);
        ModelDeploymentSpec spec = new ModelDeploymentSpec();
        spec.gateway = new Gateway();
        spec.gateway.workloadRef = new WorkloadRef();
        spec.gateway.workloadRef.name = workload;
        spec.goodness = new Goodness();
        spec.goodness.soak = soak;
        model.setSpec(spec);
        return model;
    }

    private void awaitPhase(AIIncident incident, Phase phase) {
        eventually(incident.getMetadata().getName() + " is " + phase, () -> assertThat(
                        client.resource(incident).get().getStatus().phase)
                .isEqualTo(phase));
    }

    private ModelDeployment model(String workload) {
        return client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName(workload)
                .get();
    }

    private Optional<RevisionSummary> revision(String workload, String version) {
        return model(workload).getStatus().revisions.stream()
                .filter(r -> version.equals(r.version))
                .findFirst();
    }
}
