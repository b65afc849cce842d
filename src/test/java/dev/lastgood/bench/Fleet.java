package dev.lastgood.bench;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.ModelRef;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Workloads of one namespace, all alike, that are rolled out to a version and have incidents. */
class Fleet {

    static final String GOOD = "1.0";

    private static final String PROMPT = "system.txt";

    protected final KubernetesClient client;
    protected final String namespace;
    private final List<String> workloads;
    private final Shape shape;

    /**
     * What the workloads are like.
     *
     * @param name of each, before its number
     * @param configured each has a ConfigMap, too, that differs by version
     * @param padding bytes in an environment variable that is the same in all versions
     */
    record Shape(String name, boolean configured, int padding) {}

    static final Shape PLAIN = new Shape("gateway", false, 0);

    Fleet(KubernetesClient client, String namespace, int size, Shape shape) {
        this.client = client;
        this.namespace = namespace;
        this.shape = shape;
        this.workloads =
                IntStream.range(0, size).mapToObj(i -> shape.name() + "-" + i).toList();
    }

    List<String> workloads() {
        return workloads;
    }

    boolean isConfigured() {
        return shape.configured();
    }

    /** Creates all of them with the good version, and waits for its rollout. */
    void create() {
        for (String workload : workloads) {
            if (shape.configured()) {
                client.configMaps()
                        .inNamespace(namespace)
                        .resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName(workload)
                                .endMetadata()
                                .withData(Map.of(PROMPT, prompt(GOOD), "unchanged.txt", "the same in all versions"))
                                .build())
                        .create();
            }
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .resource(gateway(workload))
                    .create();
        }
        workloads.forEach(this::awaitRolledOut);
    }

    /** Rolls a version out on all of them, configuration first, and waits. */
    void rollOut(String version) {
        if (shape.configured()) {
            for (String workload : workloads) {
                client.configMaps().inNamespace(namespace).withName(workload).edit(map -> {
                    map.getData().put(PROMPT, prompt(version));
                    return map;
                });
            }
        }
        for (String workload : workloads) {
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(workload)
                    .edit(d -> {
                        var container = d.getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .get(0);
                        container.setImage(image(version));
                        container.getEnv().get(0).setValue(version);
                        return d;
                    });
        }
        workloads.forEach(this::awaitRolledOut);
    }

    AIIncident open(String workload, String name) {
        AIIncident incident = new AIIncident();
        incident.getMetadata().setName(name);
        incident.getMetadata().setNamespace(namespace);
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.modelRef = new ModelRef();
        spec.modelRef.name = workload;
        spec.trigger = Trigger.Hallucination;
        spec.summary = "Quotes contain steps that no machine has";
        incident.setSpec(spec);
        return client.resource(incident).create();
    }

    /** Waits until nothing moves any more after this incident. */
    void awaitSettled(String workload, AIIncident incident) {
        awaitRolledOut(workload);
    }

    /** Ends the round: what it left behind goes, so that the hundredth incident meets what the first one met. */
    void cleanUp() {
        client.resources(AIIncident.class).inNamespace(namespace).delete();
        client.apps().controllerRevisions().inNamespace(namespace).withLabel(Names.WORKLOAD).list().getItems().stream()
                .filter(r -> !"Good".equals(r.getMetadata().getAnnotations().get(Names.STATE)))
                .forEach(r -> client.resource(r).delete());
    }

    private void awaitRolledOut(String workload) {
        eventually(workload + " is rolled out", () -> {
            Deployment deployment = deployment(workload);
            var status = deployment.getStatus();
            assertThat(status.getObservedGeneration())
                    .isEqualTo(deployment.getMetadata().getGeneration());
            assertThat(List.of(status.getReplicas(), status.getUpdatedReplicas(), status.getAvailableReplicas()))
                    .containsOnly(1);
        });
    }

    protected Deployment deployment(String workload) {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(workload)
                .get();
    }

    static String prompt(String version) {
        return ("You write quotes for machined parts, version " + version + ".\n").repeat(40);
    }

    private static String image(String version) {
        return "example.test/gateway:" + version;
    }

    Deployment gateway(String workload) {
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName(workload)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels("app", workload)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", workload)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("gateway")
                .withImage(image(GOOD))
                .addNewEnv()
                .withName("MODEL_VERSION")
                .withValue(GOOD)
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        if (shape.padding() > 0) {
            var container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            container.getEnv().add(new EnvVar("PADDING", "x".repeat(shape.padding()), null));
        }
        if (shape.configured()) {
            var pod = deployment.getSpec().getTemplate().getSpec();
            pod.setVolumes(List.of(new io.fabric8.kubernetes.api.model.VolumeBuilder()
                    .withName("prompts")
                    .withNewConfigMap()
                    .withName(workload)
                    .endConfigMap()
                    .build()));
        }
        return deployment;
    }
}
