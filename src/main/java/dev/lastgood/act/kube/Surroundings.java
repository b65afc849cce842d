package dev.lastgood.act.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** What acts know of the world around them, and whom they tell what they wrote. */
public interface Surroundings {

    /** The digest ({@link dev.lastgood.decide.workload.ConfigContent}) of a ConfigMap's present content, as last seen. */
    String contentOf(String namespace, String configMap);

    /** The API server stored this: it is seen from now on. */
    void wrote(HasMetadata object);
}
