package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.decide.workload.ConfigMapWriter;
import dev.lastgood.decide.workload.OwningController;
import dev.lastgood.decide.workload.References;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Trims what uses ConfigMaps to its name and theirs. What uses none, or runs no more, is null: nothing has to be kept of it.
 * What is trimmed already (it has no spec) stays as it is.
 */
final class TrimmedUser {

    private static final String CONFIG_MAPS = Names.GROUP + "/config-maps";
    private static final String REFERENCE = Names.GROUP + "/reference";

    /** Owners of pods that are found without their pods: by their own kind, or by the pods' labels. */
    private static final Set<String> FOUND_OTHERWISE = Set.of("DaemonSet", "Job");

    static DaemonSet of(DaemonSet daemonSet) {
        return daemonSet.getSpec() == null
                ? daemonSet
                : kept(daemonSet, daemonSet.getSpec().getTemplate().getSpec(), "DaemonSet/" + name(daemonSet))
                        .map(metadata -> with(new DaemonSet(), metadata))
                        .orElse(null);
    }

    /** One that is suspended counts: it runs again when someone says so. */
    static CronJob of(CronJob cronJob) {
        return cronJob.getSpec() == null
                ? cronJob
                : kept(
                                cronJob,
                                cronJob.getSpec()
                                        .getJobTemplate()
                                        .getSpec()
                                        .getTemplate()
                                        .getSpec(),
                                "CronJob/" + name(cronJob))
                        .map(metadata -> with(new CronJob(), metadata))
                        .orElse(null);
    }

    /** One that ended does not count, nor does one that Lastgood made: its CronJob does. */
    static Job of(Job job) {
        if (job.getSpec() == null) {
            return job;
        }
        boolean ours = job.getMetadata().getLabels() != null
                && job.getMetadata().getLabels().containsKey(Names.RUN);
        return ours || TrimmedJob.isOver(job)
                ? null
                : kept(job, job.getSpec().getTemplate().getSpec(), "Job/" + name(job))
                        .map(metadata -> with(new Job(), metadata))
                        .orElse(null);
    }

    /** A pod without a controller, or of a controller of another kind, whose name then counts. */
    static Pod of(Pod pod) {
        if (pod.getSpec() == null) {
            return pod;
        }
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        boolean ended = "Succeeded".equals(phase) || "Failed".equals(phase);
        Optional<OwningController> owner =
                OwningController.of(pod).filter(o -> !o.kind().equals("Node"));
        return ended || owner.filter(o -> FOUND_OTHERWISE.contains(o.kind())).isPresent()
                ? null
                : kept(
                                pod,
                                pod.getSpec(),
                                owner.map(o -> o.kind() + "/" + o.name()).orElse("Pod/" + name(pod)))
                        .map(metadata -> with(new Pod(), metadata))
                        .orElse(null);
    }

    /** Names of the ConfigMaps that something uses, of a whole object's trimmed copy; null has none. */
    static List<String> configMaps(HasMetadata trimmed) {
        return trimmed == null
                ? List.of()
                : List.of(
                        trimmed.getMetadata().getAnnotations().get(CONFIG_MAPS).split(","));
    }

    /** Kind and name, as in {@code CronJob/nightly}. */
    static String reference(HasMetadata trimmed) {
        return trimmed.getMetadata().getAnnotations().get(REFERENCE);
    }

    private static Optional<ObjectMeta> kept(HasMetadata object, PodSpec spec, String reference) {
        Set<String> names = References.configMaps(spec);
        // Each pod has one of these, and no rollback writes them.
        names.removeIf(name -> ConfigMapWriter.byName(name) != null);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new ObjectMetaBuilder()
                        .withNamespace(object.getMetadata().getNamespace())
                        .withName(object.getMetadata().getName())
                        .withUid(object.getMetadata().getUid())
                        .withResourceVersion(object.getMetadata().getResourceVersion())
                        .addToAnnotations(CONFIG_MAPS, String.join(",", names))
                        .addToAnnotations(REFERENCE, reference)
                        .build());
    }

    private static <T extends HasMetadata> T with(T empty, ObjectMeta metadata) {
        empty.setMetadata(metadata);
        return empty;
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private TrimmedUser() {}
}
