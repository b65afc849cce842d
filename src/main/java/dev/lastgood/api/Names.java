package dev.lastgood.api;

/** Names that other software sees: the API group, and the labels and annotations that Lastgood reads and writes. */
public final class Names {
    public static final String GROUP = "lastgood.dev";
    public static final String VERSION = "v1alpha1";
    public static final String CATEGORY = "lastgood";

    /** Field manager of all writes. */
    public static final String FIELD_MANAGER = "lastgood";

    /** What the name of a Kubernetes object looks like, for the schema of those that refer to one. */
    public static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

    /** The path of an HTTP request, query included: visible ASCII characters without #. */
    public static final String HTTP_PATH = "^/[!\"$-~]*$";

    /** A JSON pointer (RFC 6901); the empty one is the whole document. */
    public static final String JSON_POINTER = "^(/([^/~]|~[01])*)*$";

    private static final String PREFIX = GROUP + "/";

    // On a ControllerRevision, labels
    /**
     * Label and annotation: kind and name of the workload that the revision belongs to, {@code Deployment.model-gateway}
     * or {@code StatefulSet.model-gateway}.
     * The label is cut where that is longer than a label may be.
     */
    public static final String WORKLOAD = PREFIX + "workload";

    // On a Quarantine
    /** Label, {@code true}: it is a parameter of the admission policy of workloads. */
    public static final String QUARANTINED_TEMPLATE = PREFIX + "quarantined-template";
    /** Label, {@code true}: it is a parameter of the admission policy of ConfigMaps. */
    public static final String QUARANTINED_CONFIGURATION = PREFIX + "quarantined-configuration";
    /** Annotation of an object in a dry run: the admission policies make no exception for it. */
    public static final String QUARANTINE_CHECK = PREFIX + "quarantine-check";

    // On a ControllerRevision that keeps a revision out, as versions before 0.2 wrote it
    /** Annotation: the name of the revision that is kept out. */
    public static final String KEEPS_OUT = PREFIX + "keeps-out";

    // On a ControllerRevision, annotations: the memory of a revision, so that it survives its ModelDeployment
    /** SHA-256 of template and configuration when the revision was first seen: a name, never proof of equality. */
    public static final String HASH = PREFIX + "hash";
    /** SHA-256 of the template without noise. */
    public static final String TEMPLATE_HASH = PREFIX + "template-hash";
    /** The workload's metadata.generation at which the snapshot was taken. */
    public static final String GENERATION = PREFIX + "generation";
    /** The rollout that was last seen complete with it: the Deployment's own revision number, the StatefulSet's updateRevision. */
    public static final String ROLLOUT = PREFIX + "rollout";
    /** The key of the noise that the template hash was made without. */
    public static final String PROJECTION = PREFIX + "projection";
    /** JSON: by ConfigMap the SHA-256 of its content. */
    public static final String CONFIGURATION = PREFIX + "configuration";

    /** JSON: the template labels and annotations that were known to change with every change when it was recorded. */
    public static final String LEARNED = PREFIX + "learned-noise";
    /** JSON: when ConfigMaps that a rollback to this revision restored were found deleted. */
    public static final String RECREATIONS = PREFIX + "recreations";
    /** On a ControllerRevision with a ConfigMap that was named later: the name of the revision that it completes. */
    public static final String COMPLETES = PREFIX + "completes";

    public static final String REVISION_VERSION = PREFIX + "version";
    public static final String STATE = PREFIX + "state";
    public static final String SINCE = PREFIX + "since";
    public static final String REASON = PREFIX + "reason";
    /** Name of the incident that took the revision's goodness. */
    public static final String INCIDENT = PREFIX + "incident";
    /** What the revision was before that incident. */
    public static final String STATE_BEFORE = PREFIX + "state-before";
    /** When the revision last began to serve. */
    public static final String SERVED_SINCE = PREFIX + "served-since";
    /** Since when the revision has been rolled out and available; the soak counts from here. */
    public static final String AVAILABLE_SINCE = PREFIX + "available-since";
    /** The samples of its probes at the last quarter of its soak, {@code 2;pricing/status=12/0}: good and bad. */
    public static final String SAMPLES = PREFIX + "samples";
    /** Which bytes its pods run for images that are named by a tag, as JSON. */
    public static final String IMAGES = PREFIX + "images";
    /** Which {@code checksum/*} annotations its template began with, and what came later, as JSON of short digests. */
    public static final String CHECKSUMS = PREFIX + "checksums";
    /** Size of the data. */
    public static final String BYTES = PREFIX + "bytes";
    /** JSON: by SHA-256 of the content of a ConfigMap that has a ControllerRevision of its own, the size of that content. */
    public static final String STORED_APART = PREFIX + "stored-apart";
    /** Label of such a ControllerRevision, {@code true}. */
    public static final String SHARED_CONTENT = PREFIX + "shared-content";
    /** The rollout (the Deployment's own revision number, the StatefulSet's updateRevision) that broke during its soak. */
    public static final String BROKEN_ROLLOUT = PREFIX + "broken-rollout";
    /** {@code true}: the annotation {@link #DECLARE_GOOD} was obeyed for this revision; it acts once, until it is removed. */
    public static final String GOOD_TAKEN = PREFIX + "good-taken";
    /** {@code true}: likewise for {@link #RELEASE}. */
    public static final String RELEASE_TAKEN = PREFIX + "release-taken";
    /** {@code true}: a Quarantine of the revision was seen; if it is gone, someone released the revision. */
    public static final String KEPT_OUT = PREFIX + "kept-out";
    /** Since when neither the workload nor a model of it is there. */
    public static final String ORPHANED_SINCE = PREFIX + "orphaned-since";
    /** Set by a person on a revision: no rollback goes to an older one (a database migration came with it). */
    public static final String FLOOR = PREFIX + "floor";

    // On an AIIncident
    /** Annotation: the digest of the REST request that opened it, so that its repetition is known. */
    public static final String REQUEST = PREFIX + "request";

    // On a ModelDeployment, annotations by a person
    /** The name of a revision that a person declares good. */
    public static final String DECLARE_GOOD = PREFIX + "declare-good";
    /** The name of a revision that a person lets out of quarantine. */
    public static final String RELEASE = PREFIX + "release";

    // On an AIIncident, annotation by the webhook
    /**
     * On an incident that alerts opened, followed by the alert's fingerprint: {@code firing}, or when it was resolved, RFC 3339. Written
     * by Lastgood.
     */
    public static final String ALERT = "alert." + PREFIX;

    // On a workload
    /**
     * {@code <incident UID>/<attempt>/<from>/<to>}, and {@code /<revert>} where it was restored again: written by the
     * rollback patch itself, read first after a crash.
     */
    public static final String ROLLBACK = PREFIX + "rollback";
    /** On the pod template: added only where configuration alone was restored and pods must restart. */
    public static final String RESTORED_FROM = PREFIX + "restored-from";

    // On a Job that Lastgood made
    /** Label, {@code Retrain} or {@code Regression}. */
    public static final String RUN = PREFIX + "run";
    /** Label: name of the ModelDeployment, cut where that is longer than a label may be; the owner has it whole. */
    public static final String MODEL = PREFIX + "model";
    // Annotations: what was asked for, by whom and why. The incident's name stands under INCIDENT.
    public static final String TARGET_VERSION = PREFIX + "target-version";
    public static final String GIT_REF = PREFIX + "git-ref";
    public static final String TRACE_ID = PREFIX + "trace-id";
    public static final String REQUESTED_BY = PREFIX + "requested-by";
    public static final String TRIGGERED_BY = PREFIX + "triggered-by";
    public static final String PURPOSE = PREFIX + "purpose";
    /** {@code true}: a game day's. */
    public static final String DRILL = PREFIX + "drill";

    // On a ConfigMap
    /** {@code true}: the ConfigMap is no part of any revision. */
    public static final String IGNORE = PREFIX + "ignore";

    /**
     * Kind and name of the workload for which a rollback created the ConfigMap again, {@code Deployment.model-gateway}. Removed
     * when someone else applies the ConfigMap.
     */
    public static final String RECREATED_FOR = PREFIX + "recreated-for";
    /** The digest of the content with which it was created again. */
    public static final String RECREATED_CONTENT = PREFIX + "recreated-content";

    /** Every key below this prefix is ours. */
    public static boolean owns(String key) {
        return key.startsWith(PREFIX);
    }

    /**
     * Returns the beginning of a name, at most so many characters, to which more can be added. It ends with a letter or a digit: a name
     * that is cut after a dot is not valid with a dash behind it.
     */
    public static String cut(String name, int length) {
        int end = Math.min(name.length(), length);
        while (end > 0 && !Character.isLetterOrDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    private Names() {}
}
