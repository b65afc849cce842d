package dev.lastgood.kube;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;

/** The status that a kubelet would report; the words (reasons, phases) are those of a real one. */
final class PodReport {

    private final Running running;
    private final String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

    private final Pod pod;
    private final UnaryOperator<String> bytes;

    private PodReport(Pod pod, Running running, UnaryOperator<String> bytes) {
        this.pod = pod;
        this.running = running;
        this.bytes = bytes;
    }

    /**
     * The whole status of a pod that fares so.
     *
     * @param bytes the imageID by which an image is pulled now
     */
    static PodStatus of(Pod pod, Running running, UnaryOperator<String> bytes) {
        return new PodReport(pod, running, bytes).status();
    }

    private PodStatus status() {
        String started = pod.getStatus() == null || pod.getStatus().getStartTime() == null
                ? now
                : pod.getStatus().getStartTime();
        String address = address(pod);
        return new PodStatusBuilder()
                .withPhase(phase())
                .withStartTime(started)
                .withHostIP("127.0.0.1")
                .withPodIP(address)
                .addNewPodIP(address)
                .withConditions(
                        condition("PodScheduled", true),
                        condition("Initialized", true),
                        condition("ContainersReady", running == Running.READY),
                        condition("Ready", running == Running.READY))
                .withContainerStatuses(pod.getSpec().getContainers().stream()
                        .map(this::container)
                        .toList())
                .build();
    }

    private String phase() {
        return switch (running) {
            case IMAGE_MISSING -> "Pending";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            default -> "Running";
        };
    }

    private PodCondition condition(String type, boolean holds) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(holds ? "True" : "False")
                .withReason(holds ? null : "ContainersNotReady")
                .withLastTransitionTime(now)
                .build();
    }

    private ContainerStatus container(Container container) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID(imageId(container))
                .withReady(running == Running.READY)
                .withStarted(running == Running.READY || running == Running.UNREADY)
                .withRestartCount(running == Running.CRASHING ? 3 : 0)
                .withState(state(container))
                .build();
    }

    /** A container that was started keeps its bytes. */
    private String imageId(Container container) {
        return pod.getStatus() == null
                ? bytes.apply(container.getImage())
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> status.getName().equals(container.getName()))
                        .map(ContainerStatus::getImageID)
                        .findFirst()
                        .orElseGet(() -> bytes.apply(container.getImage()));
    }

    private ContainerState state(Container container) {
        ContainerStateBuilder state = new ContainerStateBuilder();
        return switch (running) {
            case READY, UNREADY -> state.withNewRunning(now).build();
            case CRASHING ->
                state.withNewWaiting(
                                "back-off 40s restarting failed container=" + container.getName(), "CrashLoopBackOff")
                        .build();
            case SUCCEEDED, FAILED ->
                state.withNewTerminated()
                        .withExitCode(running == Running.FAILED ? 1 : 0)
                        .withReason(running == Running.FAILED ? "Error" : "Completed")
                        .withStartedAt(now)
                        .withFinishedAt(now)
                        .endTerminated()
                        .build();
            case IMAGE_MISSING ->
                state.withNewWaiting("Back-off pulling image \"" + container.getImage() + "\"", "ImagePullBackOff")
                        .build();
        };
    }

    /** An address of its own for each pod, as good as any since nothing listens there. */
    private static String address(Pod pod) {
        int hash = pod.getMetadata().getUid().hashCode();
        return "10.%d.%d.%d".formatted(64 + (hash >>> 16 & 63), hash >>> 8 & 255, 1 + (hash & 127));
    }
}
