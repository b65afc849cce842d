package dev.lastgood.act.flag;

import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.model.Flag;
import dev.lastgood.decide.workload.ConfigContent;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Where a flag is kept: a text, and how it is written back. */
sealed interface FlagStore permits ConfigMapStore, FeatureFlagStore {

    /**
     * What was read.
     *
     * @param document the text that holds the flag
     * @param immutable it cannot be written
     * @param object where it was found
     */
    record Held(String document, boolean immutable, HasMetadata object) {

        /** Digest of the whole ConfigMap, null for what is not watched. */
        String content() {
            return object instanceof ConfigMap map ? ConfigContent.digest(map) : null;
        }

        /** Returns whether nothing of the object changed between the two reads. */
        boolean isSameVersion(Held other) {
            return object.getMetadata()
                    .getResourceVersion()
                    .equals(other.object.getMetadata().getResourceVersion());
        }
    }

    static FlagStore of(KubernetesClient client, ApiPatcher patcher, String namespace, Flag flag) {
        return flag.featureFlagRef != null
                ? new FeatureFlagStore(client, patcher, namespace, flag.featureFlagRef.name)
                : new ConfigMapStore(client, patcher, namespace, flag.configMapRef);
    }

    /** In words, for the end of a sentence. */
    String where();

    /**
     * Reads afresh.
     *
     * @throws SwitchProblem where it is not there or may not be read
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where it may be there later
     */
    Held read() throws SwitchProblem;

    /**
     * Writes, if what was read still stands there.
     *
     * @return what stands there now
     * @throws io.fabric8.kubernetes.client.KubernetesClientException as {@link ApiPatcher#patch}
     */
    Held write(Held held, String changed, String flag) throws SwitchProblem;

    /** Whether two texts say the same to this store. */
    boolean isSame(String a, String b);
}
