package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.decide.run.JobEnd;
import dev.lastgood.decide.run.RunJob;
import dev.lastgood.decide.run.RunTimes;
import dev.lastgood.decide.task.RunParameters;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Trims a Job of ours to what the informers keep, and reads it: its owner, its parameters and its progress. */
final class TrimmedJob {

    private static final String KIND = HasMetadata.getKind(ModelDeployment.class);
    private static final String COMPLETE = "Complete";
    private static final String FAILED = "Failed";

    static Job of(Job job) {
        JobBuilder kept = new JobBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(job.getMetadata().getNamespace())
                        .withName(job.getMetadata().getName())
                        .withUid(job.getMetadata().getUid())
                        .withResourceVersion(job.getMetadata().getResourceVersion())
                        .withCreationTimestamp(job.getMetadata().getCreationTimestamp())
                        .withLabels(ours(job.getMetadata().getLabels()))
                        .withAnnotations(ours(job.getMetadata().getAnnotations()))
                        .withOwnerReferences(job.getMetadata().getOwnerReferences())
                        .build());
        if (job.getStatus() != null) {
            kept.withNewStatus()
                    .withActive(job.getStatus().getActive())
                    .withStartTime(job.getStatus().getStartTime())
                    .withCompletionTime(job.getStatus().getCompletionTime())
                    .withConditions(job.getStatus().getConditions().stream()
                            .filter(TrimmedJob::isEnd)
                            .toList())
                    .endStatus();
        }
        return kept.build();
    }

    /** Name of the ModelDeployment that owns it. */
    static Optional<String> modelOf(Job job) {
        return job.getMetadata().getOwnerReferences().stream()
                .filter(o -> KIND.equals(o.getKind()) && o.getApiVersion().startsWith(Names.GROUP + "/"))
                .map(o -> o.getName())
                .findFirst();
    }

    /** Not of one that had the same name before. */
    static boolean isOwnedBy(Job job, ModelDeployment model) {
        return job.getMetadata().getOwnerReferences().stream()
                .anyMatch(o -> o.getUid().equals(model.getMetadata().getUid()));
    }

    /** What is seen of it; empty for one that has our label and is not ours. */
    static Optional<RunJob> seen(Job job) {
        Map<String, String> said =
                Optional.ofNullable(job.getMetadata().getAnnotations()).orElse(Map.of());
        String label = job.getMetadata().getLabels().get(Names.RUN);
        return Arrays.stream(RunAction.values())
                .filter(a -> a.name().equals(label))
                .findFirst()
                .map(action -> new RunJob(
                        job.getMetadata().getUid(),
                        job.getMetadata().getName(),
                        action,
                        parameters(said),
                        times(job),
                        job.getStatus() != null
                                && job.getStatus().getActive() != null
                                && job.getStatus().getActive() > 0,
                        end(job).map(TrimmedJob::read).orElse(null)));
    }

    /** Whether it completed or failed. */
    static boolean isOver(Job job) {
        return end(job).isPresent();
    }

    private static Optional<JobCondition> end(Job job) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(TrimmedJob::isEnd)
                        .findFirst();
    }

    private static JobEnd read(JobCondition end) {
        return COMPLETE.equals(end.getType())
                ? new JobEnd(true, null, null)
                : new JobEnd(false, end.getReason(), end.getMessage());
    }

    private static RunTimes times(Job job) {
        return new RunTimes(
                Instant.parse(job.getMetadata().getCreationTimestamp()),
                job.getStatus() == null ? null : time(job.getStatus().getStartTime()),
                end(job).map(c -> time(c.getLastTransitionTime())).orElse(null));
    }

    private static RunParameters parameters(Map<String, String> said) {
        return new RunParameters(
                said.get(Names.TARGET_VERSION),
                said.get(Names.GIT_REF),
                said.get(Names.TRACE_ID),
                said.get(Names.INCIDENT),
                null,
                null,
                said.get(Names.REQUESTED_BY),
                said.get(Names.TRIGGERED_BY),
                said.get(Names.PURPOSE),
                "true".equals(said.get(Names.DRILL)));
    }

    private static boolean isEnd(JobCondition condition) {
        return List.of(COMPLETE, FAILED).contains(condition.getType()) && "True".equals(condition.getStatus());
    }

    private static Instant time(String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static Map<String, String> ours(Map<String, String> all) {
        Map<String, String> ours = new TreeMap<>(all == null ? Map.of() : all);
        ours.keySet().removeIf(key -> !Names.owns(key));
        return ours;
    }

    private TrimmedJob() {}
}
