package dev.lastgood.reconcile;

import dev.lastgood.api.Lastgood;
import java.util.List;

/**
 * One right that the operator needs. {@link #NEEDED} is the one list of them: checked at the start, and what the chart's
 * roles grant. Reading Secrets is not among them: where it is granted, notifications are sent, and a Secret that vanished is
 * seen before a rollback.
 *
 * @param group API group, empty for the core
 * @param resource such as {@code deployments}, or {@code aiincidents/status}
 * @param home in the operator's own namespace only, else wherever it watches
 * @param verbs what is done with it
 */
record Right(String group, String resource, boolean home, List<String> verbs) {

    static final List<Right> NEEDED = List.of(
            watched(Lastgood.GROUP, "modeldeployments", "list", "watch"),
            watched(Lastgood.GROUP, "modeldeployments/status", "update"),
            watched(Lastgood.GROUP, "aiincidents", "list", "watch", "create"),
            watched(Lastgood.GROUP, "aiincidents/status", "update"),
            watched("apps", "deployments", "get", "list", "watch", "patch"),
            watched("apps", "statefulsets", "get", "list", "watch", "patch"),
            watched("apps", "controllerrevisions", "get", "list", "watch", "create", "patch", "delete"),
            watched("", "configmaps", "get", "list", "watch", "create", "patch", "delete"),
            watched("", "pods", "list", "watch", "delete"),
            watched("", "services", "list", "watch"),
            watched("discovery.k8s.io", "endpointslices", "list", "watch"),
            watched("", "events", "create"),
            home("", "configmaps", "list", "watch"),
            home("coordination.k8s.io", "leases", "get", "list", "watch", "create", "update", "patch"));

    /** For what not every cluster has, and not every model uses: what is missing is said, and keeps nothing from starting. */
    static final List<Right> OPTIONAL = List.of(
            watched("core.openfeature.dev", "featureflags", "get", "patch"),
            watched("gateway.networking.k8s.io", "httproutes", "get", "patch"),
            watched("", "secrets", "get"),
            watched("batch", "cronjobs", "get"),
            watched("batch", "jobs", "create", "get"),
            home("", "secrets", "get"),
            // What REST needs: who asks and what they may do (of the whole cluster), and what they say about an
            // incident.
            watched("authentication.k8s.io", "tokenreviews", "create"),
            watched("authorization.k8s.io", "subjectaccessreviews", "create"),
            watched(Lastgood.GROUP, "aiincidents", "patch"));

    /** Without it no Job is made: nobody would see what becomes of it. */
    static final Right WATCH_JOBS = watched("batch", "jobs", "list", "watch");

    private static Right watched(String group, String resource, String... verbs) {
        return new Right(group, resource, false, List.of(verbs));
    }

    private static Right home(String group, String resource, String... verbs) {
        return new Right(group, resource, true, List.of(verbs));
    }

    /** The resource without its subresource. */
    String plainResource() {
        return resource.contains("/") ? resource.substring(0, resource.indexOf('/')) : resource;
    }

    /** The part behind the slash, null where there is none. */
    String subresource() {
        return resource.contains("/") ? resource.substring(resource.indexOf('/') + 1) : null;
    }
}
