package dev.lastgood.observe.kube;

import static dev.lastgood.observe.kube.WatchedKind.key;

import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.workload.RolloutStatus;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Everything that uses a ConfigMap: workloads that run, DaemonSets, CronJobs, Jobs, and pods of whatever else. */
@ApplicationScoped
public class ConfigMapUsers implements Watched {

    private static final String BY_CONFIG_MAP = "configMap";

    /** Pods of Deployments and StatefulSets are found by their workloads. */
    private static final String OTHER_PODS = "!" + TrimmedPod.TEMPLATE_HASH + ",!" + TrimmedPod.SET_POD_NAME;

    private final WatchedWorkloads workloads;
    private final WatchedKind<DaemonSet> daemonSets;
    private final WatchedKind<CronJob> cronJobs;
    private final WatchedKind<Job> jobs;
    private final WatchedKind<Pod> pods;

    private volatile WatchRights rights = new WatchRights(false, false);

    public ConfigMapUsers(KubernetesClient client, LastgoodConfig config, WatchedWorkloads workloads) {
        Set<String> namespaces = config.namespaces().orElse(Set.of());
        this.workloads = workloads;
        this.daemonSets = kind(client.apps().daemonSets(), namespaces, null, TrimmedUser::of);
        this.cronJobs = kind(client.batch().v1().cronjobs(), namespaces, null, TrimmedUser::of);
        this.jobs = kind(client.batch().v1().jobs(), namespaces, null, TrimmedUser::of);
        this.pods = kind(client.pods(), namespaces, OTHER_PODS, TrimmedUser::of);
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>>
            WatchedKind<T> kind(
                    MixedOperation<T, L, R> operation, Set<String> namespaces, String label, UnaryOperator<T> trim) {
        return WatchedKind.of(
                operation,
                namespaces,
                label,
                (now, before) -> trim.apply(now),
                Map.of(BY_CONFIG_MAP, user -> TrimmedUser.configMaps(trim.apply(user)).stream()
                        .map(name -> key(user, name))
                        .toList()));
    }

    /** The operator may watch these. */
    void allow(WatchRights granted) {
        rights = granted;
    }

    @Override
    public List<? extends SharedIndexInformer<?>> informers() {
        return watched()
                .<SharedIndexInformer<?>>flatMap(kind -> kind.parts().stream())
                .toList();
    }

    /**
     * All that uses a ConfigMap, as in {@code CronJob/nightly} ({@link Workload#reference}). A workload that is scaled to zero
     * uses nothing: often it is what a canary or an old release left behind.
     */
    public Set<String> of(String namespace, String configMap) {
        String key = key(namespace, configMap);
        Set<String> users = new TreeSet<>();
        workloads.usersOf(namespace, configMap).stream()
                .filter(w -> RolloutStatus.of(w).replicas().desired() > 0)
                .map(Workload::reference)
                .forEach(users::add);
        watched()
                .<HasMetadata>flatMap(kind -> kind.by(BY_CONFIG_MAP, key).stream())
                .map(TrimmedUser::reference)
                .forEach(users::add);
        return users;
    }

    private Stream<WatchedKind<? extends HasMetadata>> watched() {
        Stream<WatchedKind<? extends HasMetadata>> always = Stream.of(daemonSets, pods);
        Stream<WatchedKind<? extends HasMetadata>> ifAllowed = Stream.concat(
                rights.cronJobs() ? Stream.of(cronJobs) : Stream.empty(),
                rights.jobs() ? Stream.of(jobs) : Stream.empty());
        return Stream.concat(always, ifAllowed);
    }
}
