package dev.lastgood.reconcile.start;

import dev.lastgood.api.Names;
import java.util.List;

/**
 * One right that the operator needs. These lists are all that it asks of an API server: they are checked at the start, and
 * the chart's roles grant them and no more (a test holds the two equal).
 *
 * @param where it is needed
 * @param group API group, empty for the core
 * @param resource such as {@code deployments}, or {@code aiincidents/status}
 * @param named the one object of that name; null: all
 * @param verbs what is done with it
 */
record Right(Where where, String group, String resource, String named, List<String> verbs) {

    /** Where a right is needed. */
    enum Where {
        /** Wherever the operator watches. */
        WATCHED,
        /** In the operator's own namespace. */
        HOME,
        /** Of the whole cluster, also where only some namespaces are watched. */
        CLUSTER
    }

    static final List<Right> NEEDED = List.of(
            watched(Names.GROUP, "modeldeployments", "list", "watch"),
            watched(Names.GROUP, "modeldeployments/status", "update"),
            watched(Names.GROUP, "aiincidents", "list", "watch", "create"),
            watched(Names.GROUP, "aiincidents/status", "update"),
            watched(Names.GROUP, "quarantines", "get", "list", "watch", "create", "patch", "delete", "bypass"),
            watched(Names.GROUP, "quarantines/status", "patch"),
            watched("apps", "deployments", "get", "list", "watch", "patch"),
            watched("apps", "statefulsets", "get", "list", "watch", "patch"),
            watched("apps", "daemonsets", "list", "watch"),
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
            watched("batch", "cronjobs", "get"),
            watched("batch", "jobs", "create", "get"),
            watched("", "resourcequotas", "list"));

    /** What REST needs: who asks and what they may do, and what they say about an incident. */
    static final List<Right> REST = List.of(
            cluster("authentication.k8s.io", "tokenreviews", null, "create"),
            cluster("authorization.k8s.io", "subjectaccessreviews", null, "create"),
            watched(Names.GROUP, "aiincidents", "get", "patch"));

    /** Without it no Job is made: nobody would see what becomes of it. */
    static final Right WATCH_JOBS = watched("batch", "jobs", "list", "watch");

    /** Without them the deletion of a Quarantine is not known to be a release: its kind may have been deleted. */
    static final List<Right> RELEASES = List.of(
            cluster("apiextensions.k8s.io", "customresourcedefinitions", "quarantines." + Names.GROUP, "get"),
            watched("", "namespaces", "get"));

    /** Without it a CronJob that shares a ConfigMap is not noticed. */
    static final Right WATCH_CRON_JOBS = watched("batch", "cronjobs", "list", "watch");

    /** Without it another installation that watches the same is not noticed. */
    static final Right OTHER_INSTALLATIONS = cluster("coordination.k8s.io", "leases", Names.FIELD_MANAGER, "list");

    private static Right watched(String group, String resource, String... verbs) {
        return new Right(Where.WATCHED, group, resource, null, List.of(verbs));
    }

    private static Right home(String group, String resource, String... verbs) {
        return new Right(Where.HOME, group, resource, null, List.of(verbs));
    }

    private static Right cluster(String group, String resource, String named, String... verbs) {
        return new Right(Where.CLUSTER, group, resource, named, List.of(verbs));
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
