package dev.lastgood.decide.workload;

import dev.lastgood.api.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells who keeps a ConfigMap up to date if a controller does. Such content follows a clock of its own (a CA that is rotated),
 * so it is not part of a revision, and a rollback must not restore an older one.
 */
public final class ConfigMapWriter {

    private static final String SERVICE_CA = "the service CA operator of OpenShift";

    /** In each namespace of a cluster that has them. */
    private static final Map<String, String> BY_NAME = Map.of(
            "kube-root-ca.crt",
            "kube-controller-manager",
            "istio-ca-root-cert",
            "istiod",
            "openshift-service-ca.crt",
            SERVICE_CA);

    /** Who fills a ConfigMap because this label is true. */
    private static final Map<String, String> BY_LABEL =
            Map.of("config.openshift.io/inject-trusted-cabundle", "the Cluster Network Operator of OpenShift");

    /** Who fills a ConfigMap because this annotation is true. */
    private static final Map<String, String> BY_ANNOTATION = Map.of(
            "service.beta.openshift.io/inject-cabundle", SERVICE_CA,
            "service.alpha.openshift.io/inject-cabundle", SERVICE_CA);

    /** By the API group that trust-manager's marks are in. */
    private static final Map<String, String> BUNDLES =
            Map.of("trust.cert-manager.io", "trust-manager", "trust-manager.io", "trust-manager");

    /** The writer of a ConfigMap of that name, whether it exists or not; null: the name alone says nothing. */
    public static String byName(String name) {
        return BY_NAME.get(name);
    }

    /** Who keeps this ConfigMap up to date, in words; null: whoever deploys the workload. */
    public static String of(ConfigMap configMap) {
        String known = byName(configMap.getMetadata().getName());
        return known != null
                ? known
                : marked(configMap)
                        .or(() -> OwningController.of(configMap)
                                .filter(ConfigMapWriter::isWriter)
                                .map(OwningController::words))
                        .orElse(null);
    }

    private static Optional<String> marked(ConfigMap configMap) {
        Map<String, String> labels = orEmpty(configMap.getMetadata().getLabels());
        Map<String, String> annotations = orEmpty(configMap.getMetadata().getAnnotations());
        return BUNDLES.entrySet().stream()
                .filter(b ->
                        labels.containsKey(b.getKey() + "/bundle") || annotations.containsKey(b.getKey() + "/hash"))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> firstTrue(BY_LABEL, labels))
                .or(() -> firstTrue(BY_ANNOTATION, annotations));
    }

    private static Optional<String> firstTrue(Map<String, String> writers, Map<String, String> marks) {
        return writers.entrySet().stream()
                .filter(w -> "true".equals(marks.get(w.getKey())))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** A workload or a model owns a ConfigMap to have it deleted with it, and never writes one. */
    private static boolean isWriter(OwningController owner) {
        return !owner.group().equals("apps") && !owner.group().equals(Names.GROUP);
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private ConfigMapWriter() {}
}
