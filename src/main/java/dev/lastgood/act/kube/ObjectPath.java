package dev.lastgood.act.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.regex.Pattern;

/** Where the API server serves objects. */
final class ObjectPath {

    /** A DNS subdomain, roughly: what matters is that no name can lead to another path. */
    private static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    /** Of all namespaces. */
    static String of(Class<? extends HasMetadata> type) {
        return root(type) + "/" + HasMetadata.getPlural(type);
    }

    /** @throws IllegalArgumentException if the namespace cannot be one */
    static String of(Class<? extends HasMetadata> type, String namespace) {
        return root(type) + "/namespaces/" + checked("namespace", namespace) + "/" + HasMetadata.getPlural(type);
    }

    private static String root(Class<? extends HasMetadata> type) {
        String version = HasMetadata.getApiVersion(type);
        // Only the core group has no slash in its version, and lives under /api.
        return (version.contains("/") ? "/apis/" : "/api/") + version;
    }

    /** @throws IllegalArgumentException if the namespace or name cannot be one */
    static String of(Class<? extends HasMetadata> type, String namespace, String name) {
        return of(type, namespace) + "/" + checked("name", name);
    }

    private static String checked(String what, String value) {
        if (value == null || !OBJECT_NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a " + what + " that a Kubernetes object can have: " + value);
        }
        return value;
    }

    private ObjectPath() {}
}
