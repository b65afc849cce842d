package dev.lastgood.simulator.real;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.lib.Json;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.probe.ProbedModel;
import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.history.ReportSpec;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Terms;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The pods of a real gateway, which answer in turn, each with the image and the prompts that it started with. */
final class RealPods {

    private final Stage stage;

    /** What each pod read at its start, by UID. */
    private final Map<String, String> read = new ConcurrentHashMap<>();

    private final AtomicInteger requests = new AtomicInteger();

    /** What all revisions call is away. */
    volatile boolean upstreamDown;

    RealPods(Stage stage) {
        this.stage = stage;
    }

    /** Whether the pod whose turn it is answers badly. */
    boolean isBad() {
        List<Pod> ready = stage.plane().client().pods().inNamespace(stage.namespace()).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")))
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
        for (Pod pod : ready) {
            read.computeIfAbsent(pod.getMetadata().getUid(), uid -> prompts());
        }
        if (ready.isEmpty() || upstreamDown) {
            return true;
        }
        Pod answering = ready.get(Math.floorMod(requests.getAndIncrement(), ready.size()));
        return isBad(version(answering.getSpec().getContainers().get(0).getImage()))
                || isBad(read.get(answering.getMetadata().getUid()));
    }

    private static boolean isBad(String name) {
        return name.startsWith("bad");
    }

    static String version(String image) {
        return image.substring(RealWorld.IMAGE.length());
    }

    String prompts() {
        return stage.data(Cluster.PROMPTS).get("text");
    }
}
