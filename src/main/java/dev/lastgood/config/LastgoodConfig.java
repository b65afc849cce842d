package dev.lastgood.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What an administrator sets for the whole operator. */
@ConfigMapping(prefix = "lastgood")
public interface LastgoodConfig {

    /** Namespaces that are watched, comma separated. None: all. */
    Optional<Set<String>> namespaces();

    /** The operator's own namespace: holds the Lease and the ConfigMap that pauses it. */
    @WithDefault("lastgood")
    String operatorNamespace();

    /** The ConfigMap in the operator's namespace whose key {@code paused}, set to {@code "true"}, pauses everything at once. */
    @WithDefault("lastgood")
    String pauseConfigMap();

    /**
     * The ConfigMap, in a model's namespace or else in the operator's, whose key {@code notifications} says who is told
     * where a ModelDeployment has no {@code spec.notifications}.
     */
    @WithDefault("lastgood-notifications")
    String notificationsConfigMap();

    /** How many MiB of revisions are kept in memory, ready to be restored; what does not fit is read when needed. */
    @WithDefault("64")
    int revisionMemoryMib();

    /**
     * How often the API server is asked whether it still keeps quarantined revisions out, by a dry run, for each workload
     * that has one. {@code 0} asks never; whether they are kept out is then not said.
     */
    @WithDefault("10m")
    Duration quarantineCheck();

    /**
     * How often the rollback of each model is rehearsed, by a dry run that changes nothing; the result is the condition
     * RollbackPossible. Each model has its own time within this interval. A rollback that would not work is rehearsed sooner.
     * {@code 0} rehearses never; models then have no such condition.
     */
    @WithDefault("1h")
    Duration rollbackCheck();

    /** Templates of the links in an incident's diagnosis and in what people are sent. */
    Links links();

    /**
     * URLs in which {@code {model}} (its modelId), {@code {namespace}}, {@code {incident}} (its name) and {@code {traceId}}
     * are replaced, URL-encoded. Without a template there is no link; nor where it would be longer than 512 characters.
     */
    interface Links {

        /**
         * The dashboard of a model, linked in an incident's {@code status.diagnosis}: a URL in which {@code {model}},
         * {@code {namespace}}, {@code {incident}} and {@code {traceId}} are put in, URL-encoded.
         */
        Optional<String> dashboard();

        /** The trace of a bad answer, likewise; there is no link where no trace is known. */
        Optional<String> trace();

        /** The logs of a retrain or regression Job, likewise, with its name for {@code {job}}. None: the {@code kubectl logs} command. */
        Optional<String> job();

        /** The incident itself, likewise, such as a page of a console or of one's own. */
        Optional<String> incident();
    }
}
