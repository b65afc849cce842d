package dev.lastgood.observe.kube;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Read your writes: what the API server answered to our own patch stands in for the informer's copy until that has
 * caught up. Without it a reconcile right after a rollback would see the workload as it was and conclude that someone
 * restored the failed revision.
 */
@ApplicationScoped
public class OwnWrites {

    /** If a watch is further behind than this, only the guards of each patch protect it. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Cache<String, HasMetadata> written =
            Caffeine.newBuilder().expireAfterWrite(KEPT).build();

    /** What the API server answered to our own write is seen from now on, until the watch has it or something newer. */
    public void remember(HasMetadata object) {
        HasMetadata kept = object instanceof ConfigMap configMap ? ConfigMapDigest.of(configMap, null) : object;
        written.put(key(kept), kept);
    }

    /** Returns the newer of what the informer has and what we wrote. */
    <T extends HasMetadata> T newest(T seen) {
        HasMetadata own = written.getIfPresent(key(seen));
        if (own == null || !own.getMetadata().getUid().equals(seen.getMetadata().getUid())) {
            return seen;
        }
        if (version(seen) >= version(own)) {
            written.invalidate(key(seen));
            return seen;
        }
        @SuppressWarnings("unchecked")
        T newer = (T) own;
        return newer;
    }

    /** Comparable within one resource type since KEP-5504 (Kubernetes 1.35), and in fact before. */
    private static long version(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }
}
