package dev.lastgood.kube;

import dev.lastgood.lib.Digest;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for scheduler, nodes and kubelets: it runs nothing, but reports each new pod of the cluster as running and
 * ready, at once. The image decides otherwise: one whose name or tag contains {@code does-not-exist} cannot be pulled,
 * one that contains {@code crash} starts and never gets ready. A pod that is deleted is gone at once.
 */
public final class Kubelet implements AutoCloseable {

    private static Kubelet shared;

    /** By image, the imageID of what was pushed last. */
    private final Map<String, String> pushed = new ConcurrentHashMap<>();

    private final KubernetesClient client;
    private final SharedIndexInformer<Pod> informer;
    // The informer's thread must not wait for the API server, or one slow answer delays all pods.
    private final ExecutorService workers = Executors.newFixedThreadPool(4, work -> {
        Thread thread = new Thread(work, "kubelet");
        thread.setDaemon(true);
        return thread;
    });

    private Kubelet(KubernetesClient client) {
        this.client = client;
        this.informer = client.pods().inAnyNamespace().runnableInformer(0);
        informer.addEventHandler(new Handler());
        informer.start().toCompletableFuture().join();
    }

    /** The one that looks after the shared control plane, as long as the JVM lives; do not close it. */
    public static synchronized Kubelet shared() {
        if (shared == null) {
            shared = start(ControlPlane.shared());
        }
        return shared;
    }

    /** Starts to look after all pods of the control plane, those that exist included; as the user {@code kubelet}. */
    public static Kubelet start(ControlPlane plane) {
        return new Kubelet(plane.login("kubelet").client());
    }

    /**
     * The pods with these labels stop being ready, as when a model fails its readiness probe. Pods made later are not
     * concerned.
     *
     * @return how many pods it was told to
     */
    public int makeNotReady(String namespace, Map<String, String> labels) {
        return setReady(namespace, labels, Running.UNREADY);
    }

    /** The pods with these labels are ready again; returns how many. */
    public int makeReady(String namespace, Map<String, String> labels) {
        return setReady(namespace, labels, Running.READY);
    }

    /** The pods with these labels have ended, well or not, as a Job's do; returns how many. */
    public int finish(String namespace, Map<String, String> labels, boolean well) {
        return setReady(namespace, labels, well ? Running.SUCCEEDED : Running.FAILED);
    }

    /**
     * Other bytes are pushed under a tag: pods that are made later run those. Of an image that was never pushed no imageID is
     * reported.
     *
     * @param image with its tag, such as {@code example.test/gateway:latest}
     * @param content what the bytes are made of
     * @return the imageID that pods report
     */
    public String push(String image, String content) {
        String id = image.substring(0, image.lastIndexOf(':')) + "@sha256:" + Digest.of(content);
        pushed.put(image, id);
        return id;
    }

    private String pulled(String image) {
        return pushed.getOrDefault(image, "");
    }

    private int setReady(String namespace, Map<String, String> labels, Running running) {
        List<Pod> pods =
                client.pods().inNamespace(namespace).withLabels(labels).list().getItems();
        pods.forEach(pod -> report(pod, PodReport.of(pod, running, this::pulled)));
        return pods.size();
    }

    private void look(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            workers.execute(() -> remove(pod));
        } else if (isNew(pod.getStatus())) {
            workers.execute(() -> report(pod, PodReport.of(pod, Running.of(pod), this::pulled)));
        }
    }

    private static boolean isNew(PodStatus status) {
        return status == null
                || status.getConditions() == null
                || status.getConditions().stream().noneMatch(condition -> "Ready".equals(condition.getType()));
    }

    private void report(Pod pod, PodStatus status) {
        Pod change = new PodBuilder()
                .withNewMetadata()
                // A pod that was replaced by one of the same name meanwhile is refused.
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withStatus(status)
                .build();
        unlessGone(() -> client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(change)));
    }

    private void remove(Pod pod) {
        // With the UID, which fabric8's own delete does not know: a StatefulSet's next pod has the same name.
        unlessGone(() -> client.raw(
                "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                        + pod.getMetadata().getName(),
                "DELETE",
                new DeleteOptionsBuilder()
                        .withGracePeriodSeconds(0L)
                        .withNewPreconditions()
                        .withUid(pod.getMetadata().getUid())
                        .endPreconditions()
                        .build()));
    }

    private static void unlessGone(Runnable request) {
        try {
            request.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
                    && e.getCode() != HttpURLConnection.HTTP_CONFLICT
                    && !isOfAnotherPod(e)) {
                throw e;
            }
        }
    }

    private static boolean isOfAnotherPod(KubernetesClientException refused) {
        return refused.getCode() == 422 && refused.getMessage().contains("metadata.uid");
    }

    /** Stops looking after pods; what it reported stays. */
    @Override
    public void close() {
        informer.close();
        workers.shutdownNow();
        client.close();
    }

    private final class Handler implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            look(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            look(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            // Nothing runs that would have to be stopped.
        }
    }
}
