package dev.lastgood.decide.workload;

import dev.lastgood.api.model.WorkloadKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;

/**
 * What is the same in a Deployment and a StatefulSet.
 *
 * @param object the Deployment or StatefulSet
 */
public record Workload(WorkloadKind kind, HasMetadata object, PodTemplateSpec template) {

    /**
     * Returns the view of a Deployment or StatefulSet.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Workload of(HasMetadata object) {
        if (object instanceof Deployment deployment) {
            return new Workload(
                    WorkloadKind.Deployment, object, deployment.getSpec().getTemplate());
        }
        if (object instanceof StatefulSet set) {
            return new Workload(WorkloadKind.StatefulSet, object, set.getSpec().getTemplate());
        }
        throw new IllegalArgumentException("a " + object.getKind() + " is no workload");
    }

    /** The client's type for a kind. */
    public static Class<? extends HasMetadata> type(WorkloadKind kind) {
        return switch (kind) {
            case Deployment -> Deployment.class;
            case StatefulSet -> StatefulSet.class;
        };
    }

    /** The image of the first container; null if there is none. */
    public String firstImage() {
        List<Container> containers = template.getSpec().getContainers();
        return containers.isEmpty() ? null : containers.get(0).getImage();
    }

    /** The same text for the same workload of a namespace, as in {@code StatefulSet/model-gateway}. */
    public String reference() {
        return kind + "/" + object.getMetadata().getName();
    }
}
