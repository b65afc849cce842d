package dev.lastgood.observe.kube;

import dev.lastgood.config.LastgoodConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The repositories of one replica and their start, as the container would put them together. */
public final class AllWatches {

    private final OperatorNamespace operator;
    private final WatchedConfigMaps configMaps;
    private final WatchedJobs jobs;
    private final WatchedModels models;
    private final WatchedIncidents incidents;
    private final NotificationDefaults defaults;
    private final ChangedWorkloads changes;
    private final Watches watches;

    public AllWatches(KubernetesClient client, LastgoodConfig config) {
        OwnWrites ownWrites = new OwnWrites();
        this.operator = new OperatorNamespace(client, config);
        this.configMaps = new WatchedConfigMaps(client, config, ownWrites, Clock.systemUTC());
        this.jobs = new WatchedJobs(client, config);
        this.models = new WatchedModels(client, config, ownWrites);
        this.incidents = new WatchedIncidents(client, config, ownWrites);
        this.defaults = new NotificationDefaults(client, config);
        WatchedWorkloads workloads = new WatchedWorkloads(client, config, ownWrites);
        WatchedQuarantines quarantines = new WatchedQuarantines(client, config);
        WatchedRevisions revisions = new WatchedRevisions(client, config, quarantines, ownWrites);
        WatchedPods pods = new WatchedPods(client, config, ownWrites);
        this.changes = new ChangedWorkloads(
                new GatewayChanges(workloads, pods, revisions, quarantines),
                new ConfigMapChanges(configMaps, workloads, models, incidents),
                new ModelChanges(models, incidents, jobs, operator));
        ConfigMapUsers users = new ConfigMapUsers(client, config, workloads);
        this.watches = new Watches(
                List.of(
                        workloads,
                        configMaps,
                        quarantines,
                        users,
                        revisions,
                        pods,
                        models,
                        incidents,
                        jobs,
                        operator,
                        defaults),
                jobs,
                users,
                new WatchTrouble());
    }

    public void start() {
        watches.start(new WatchRights(true, true));
    }

    void start(Duration patience) {
        watches.start(new WatchRights(true, true), patience);
    }

    public void stop() {
        watches.stop();
    }

    public OperatorNamespace operator() {
        return operator;
    }

    public WatchedConfigMaps configMaps() {
        return configMaps;
    }

    public WatchedJobs jobs() {
        return jobs;
    }

    public WatchedModels models() {
        return models;
    }

    public WatchedIncidents incidents() {
        return incidents;
    }

    public NotificationDefaults defaults() {
        return defaults;
    }

    public ChangedWorkloads changes() {
        return changes;
    }
}
