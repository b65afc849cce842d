package dev.lastgood.observe.kube;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.Optional;

/** A workload by namespace, kind and name: a Deployment and a StatefulSet of one name are two. */
public record WorkloadKey(String namespace, WorkloadKind kind, String name) {

    /** The workload that a model names. */
    public static WorkloadKey of(ModelDeployment model) {
        return new WorkloadKey(
                model.getMetadata().getNamespace(),
                model.getSpec().gateway.workloadRef.kind,
                model.getSpec().gateway.workloadRef.name);
    }

    public static WorkloadKey of(Workload workload) {
        HasMetadata object = workload.object();
        return new WorkloadKey(
                object.getMetadata().getNamespace(),
                workload.kind(),
                object.getMetadata().getName());
    }

    /** Reads a text such as {@code StatefulSet.model-gateway}; empty if it is not such a text. */
    static Optional<WorkloadKey> parse(String namespace, String kindAndName) {
        return Arrays.stream(WorkloadKind.values())
                .filter(kind -> kindAndName.startsWith(kind + "."))
                .map(kind -> new WorkloadKey(
                        namespace, kind, kindAndName.substring(kind.name().length() + 1)))
                .findFirst();
    }

    @Override
    public String toString() {
        return namespace + "/" + kind + "/" + name;
    }
}
