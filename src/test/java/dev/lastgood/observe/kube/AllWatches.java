package dev.lastgood.observe.kube;

import dev.lastgood.config.LastgoodConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;

/** The repositories of one replica and their start, as the container would put them together. */
public final class AllWatches {

    private final OperatorNamespace operator;
    private final WatchedConfigMaps configMaps;
    private final WatchedJobs jobs;
    private final Watches watches;

    public AllWatches(KubernetesClient client, LastgoodConfig config) {
        OwnWrites ownWrites = new OwnWrites();
        this.operator = new OperatorNamespace(client, config);
        this.configMaps = new WatchedConfigMaps(client, config, ownWrites);
        this.jobs = new WatchedJobs(client, config);
        this.watches = new Watches(
                List.of(
                        new WatchedWorkloads(client, config, ownWrites),
                        configMaps,
                        new WatchedRevisions(client, config, ownWrites),
                        new WatchedPods(client, config, ownWrites),
                        new WatchedModels(client, config, ownWrites),
                        new WatchedIncidents(client, config, ownWrites),
                        jobs,
                        operator,
                        new NotificationDefaults(client, config)),
                jobs,
                new WatchTrouble());
    }

    public void start() {
        watches.start(true);
    }

    void start(Duration patience) {
        watches.start(true, patience);
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
}
