package dev.lastgood.observe;

import dev.lastgood.api.ModelDeployment;

/** A workload by namespace and name. */
public record WorkloadKey(String namespace, String name) {

    /** The workload that a model names. */
    public static WorkloadKey of(ModelDeployment model) {
        return new WorkloadKey(model.getMetadata().getNamespace(), model.getSpec().gateway.workloadRef.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
