package dev.lastgood.observe.kube;

import static dev.lastgood.observe.kube.WatchedKind.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.run.RunJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The Jobs that Lastgood made, if it may watch Jobs. */
@ApplicationScoped
public class WatchedJobs implements Watched {

    private static final String BY_MODEL = "model";

    private final WatchedKind<Job> jobs;
    private final Listeners<Job> listeners = new Listeners<>();
    /** Those that ended lately: one with a short ttlSecondsAfterFinished is deleted before a reconciler looks. */
    private final Cache<String, Job> ended = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(10))
            .maximumSize(10_000)
            .build();

    private volatile boolean allowed;

    public WatchedJobs(KubernetesClient client, LastgoodConfig config) {
        this.jobs = WatchedKind.of(
                client.batch().v1().jobs(),
                config.namespaces().orElse(Set.of()),
                Names.RUN,
                (now, before) -> TrimmedJob.of(now),
                Map.of(BY_MODEL, j -> TrimmedJob.modelOf(j).map(name -> key(j, name)).stream()
                        .toList()));
        jobs.onChange(this::changed);
    }

    /** The operator may watch Jobs. */
    void allow() {
        allowed = true;
    }

    @Override
    public List<SharedIndexInformer<Job>> informers() {
        return allowed ? jobs.parts() : List.of();
    }

    void onChange(Consumer<Job> listener) {
        listeners.add(listener);
    }

    /** The Jobs that Lastgood made for a model and those of them that ended lately; null where Jobs are not watched. */
    public List<RunJob> of(ModelDeployment model) {
        if (!allowed) {
            return null;
        }
        String key = key(model, model.getMetadata().getName());
        Map<String, Job> found = new LinkedHashMap<>();
        Stream.concat(
                        ended.asMap().values().stream().filter(j -> TrimmedJob.modelOf(j)
                                .map(name -> key(j, name))
                                .filter(key::equals)
                                .isPresent()),
                        jobs.by(BY_MODEL, key).stream())
                .filter(j -> TrimmedJob.isOwnedBy(j, model))
                .forEach(j -> found.put(j.getMetadata().getUid(), j));
        return found.values().stream()
                .map(TrimmedJob::seen)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether Jobs are watched. */
    public boolean areWatched() {
        return allowed;
    }

    private void changed(Job job) {
        TrimmedJob.seen(job).filter(RunJob::isOver).ifPresent(over -> ended.put(over.uid(), TrimmedJob.of(job)));
        listeners.tell(job);
    }
}
