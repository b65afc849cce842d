package dev.lastgood.simulator.real;

import dev.lastgood.operator.Stage;
import dev.lastgood.simulator.world.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True")))
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
