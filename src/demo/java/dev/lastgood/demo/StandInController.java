package dev.lastgood.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Rolls Deployments of the mock out at once: pods of the declared template, ready, and a status that says so. */
final class StandInController implements AutoCloseable {

    private static final int EVERY_MILLIS = 100;
    private static final String ROLLOUT = "deployment.kubernetes.io/revision";

    private final KubernetesClient client;
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "stand-in-controller");
        thread.setDaemon(true);
        return thread;
    });

    StandInController(KubernetesClient client) {
        this.client = client;
        loop.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            client.apps().deployments().inAnyNamespace().list().getItems().forEach(this::rollOut);
        } catch (RuntimeException e) {
            // A write came in between, or the mock has ended; the next look sees.
        }
    }

    private void rollOut(Deployment deployment) {
        Long generation = Objects.requireNonNullElse(deployment.getMetadata().getGeneration(), 1L);
        if (deployment.getStatus() != null
                && generation.equals(deployment.getStatus().getObservedGeneration())) {
            return;
        }
        String hash = Integer.toHexString(
                Serialization.asJson(deployment.getSpec().getTemplate()).hashCode());
        String namespace = deployment.getMetadata().getNamespace();
        Map<String, String> labels = deployment.getSpec().getSelector().getMatchLabels();
        List<Pod> old =
                client.pods().inNamespace(namespace).withLabels(labels).list().getItems();
        boolean isNew = old.stream()
                .noneMatch(p -> hash.equals(p.getMetadata().getLabels().get("pod-template-hash")));
        if (isNew) {
            for (int i = 0; i < deployment.getSpec().getReplicas(); i++) {
                client.resource(pod(deployment, hash, i)).create();
            }
            old.forEach(p -> client.resource(p).delete());
        }
        DeploymentStatus status = status(deployment, generation);
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment.getMetadata().getName())
                .editStatus(d -> {
                    d.setStatus(status);
                    return d;
                });
    }

    private static DeploymentStatus status(Deployment deployment, Long generation) {
        int replicas = deployment.getSpec().getReplicas();
        return new DeploymentStatusBuilder()
                .withObservedGeneration(generation)
                .withReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withReadyReplicas(replicas)
                .withAvailableReplicas(replicas)
                .addNewCondition()
                .withType("Available")
                .withStatus("True")
                .withReason("MinimumReplicasAvailable")
                .endCondition()
                .addNewCondition()
                .withType("Progressing")
                .withStatus("True")
                .withReason("NewReplicaSetAvailable")
                .endCondition()
                .build();
    }

    private static Pod pod(Deployment deployment, String hash, int number) {
        var template = deployment.getSpec().getTemplate();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-" + hash + "-" + number)
                .withLabels(template.getMetadata().getLabels())
                .addToLabels("pod-template-hash", hash)
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withUid(hash)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Running")
                .withStartTime(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    @Override
    public void close() {
        loop.shutdownNow();
        client.close();
    }
}
