package dev.lastgood.act.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.GatewaySettings;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Live;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Sighting;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Sharing;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A gateway of which revisions are recorded, and which is rolled back, as the operator does both. */
final class RestoredGateway {

    final String namespace = ControlPlane.shared().newNamespace("handback");
    private final KubernetesClient client = ControlPlane.shared().client();
    private final Surroundings surroundings = new Surroundings() {
        @Override
        public String contentOf(String namespace, String configMap) {
            return ConfigContent.digest(configMap(configMap));
        }

        @Override
        public void wrote(HasMetadata object) {
            // Nothing is cached here.
        }
    };
    private final RevisionStore store = new RevisionStore(client, surroundings);
    private final WorkloadRollback rollback = new WorkloadRollback(client, surroundings, Clock.systemUTC());
    private final Ownership ownership = new Ownership(client);
    private int recorded;

    Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(Release.WORKLOAD)
                .get();
    }

    ConfigMap configMap(String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    List<String> env() {
        return deployment().getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                .map(EnvVar::getName)
                .toList();
    }

    String image() {
        return deployment()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage();
    }

    /** Records what is live as a revision. */
    Revision record() {
        ModelDeployment model = new ModelDeployment();
        model.setSpec(new ModelDeploymentSpec());
        model.getSpec().gateway = new Gateway();
        GatewaySettings settings = new GatewaySettings(List.of(model));
        Workload workload = Workload.of(deployment());
        Map<String, ConfigMapState> states = new TreeMap<>();
        settings.configMapNames(workload.template(), this::state).forEach(name -> states.put(name, state(name)));
        Live live = Live.of(new DeclaredGateway(workload, settings, Noise.KNOWN), states);
        Revision revision = new Revision(
                Release.WORKLOAD + "-" + (char) ('a' + recorded),
                ++recorded,
                live.content(),
                new Sighting(1, ""),
                new Standing(RevisionState.Good, Instant.EPOCH, "Soaked", null, null),
                new ServicePeriod(Instant.EPOCH, Instant.EPOCH, null, null),
                Declarations.NONE,
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
        assertThat(store.take(workload, revision, states.keySet(), Noise.KNOWN)).isTrue();
        return revision;
    }

    private ConfigMapState state(String name) {
        return new ConfigMapState(ConfigContent.digest(configMap(name)), 1, Instant.EPOCH, false, null, List.of());
    }

    JsonNode body(Revision revision) {
        return Json.tree(client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(revision.name())
                .get()
                .getData());
    }

    private static RollbackMarker marker(Revision from, Revision to) {
        return new RollbackMarker("6f1c", 1, from.name(), to.name());
    }

    void rollBack(Revision from, Revision to) {
        RollbackOutcome outcome = rollback.perform(
                new Rollback(marker(from, to), "wrong-prices", from, to, Rollback.Manner.Real),
                new WorkloadRollback.Scene(
                        Workload.of(deployment()), body(from), body(to), List.of(), Noise.KNOWN, Sharing.NONE, false));
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(RollbackOutcome.Kind.Patched);
    }

    void handBack(Revision from, Revision to) {
        assertThat(ownership.handBack(
                        WorkloadKind.Deployment,
                        namespace,
                        Release.WORKLOAD,
                        marker(from, to).toString(),
                        body(to)))
                .isTrue();
    }
}
