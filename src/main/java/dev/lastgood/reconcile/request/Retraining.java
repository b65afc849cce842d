package dev.lastgood.reconcile.request;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelRun;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.decide.run.JobOutcome;
import dev.lastgood.decide.run.RunJob;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.decide.task.RunParameters;
import dev.lastgood.observe.kube.OperatorNamespace;
import dev.lastgood.observe.kube.WatchedJobs;
import dev.lastgood.reconcile.JobStarter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Retrains a model on request, for whoever may ask. Any replica can: the leader writes down what becomes of it. */
@ApplicationScoped
public class Retraining {

    /**
     * What is asked for; null where it was not said. Texts are bounded, and put on one line, before they go anywhere.
     *
     * @param requestedBy the user as the API server knows it
     * @param triggeredBy whom the run's row names, default {@code requestedBy}
     * @param key the caller's idempotency key
     */
    public record Request(
            String targetVersion,
            String gitRef,
            String traceId,
            String reason,
            String requestedBy,
            String triggeredBy,
            String key) {}

    /**
     * The answer: a run, or a refusal.
     *
     * @param runId null where it is refused
     * @param job null where it is refused
     * @param refusal null where there is a run: RetrainNotConfigured, ModelPaused, OperatorPaused, CronJobMissing,
     *     JobsForbidden, JobTemplateInvalid, JobNameTaken, JobRefused, QuotaExceeded,
     *     RequestChanged (the key was used for another request); ApiServerRefused may be asked again
     * @param message one bounded sentence for a person
     */
    public record Answer(String runId, String job, Reason refusal, String message) {}

    private final WatchedJobs watchedJobs;
    private final OperatorNamespace operator;
    private final JobStarter starter;

    public Retraining(WatchedJobs watchedJobs, OperatorNamespace operator, JobStarter starter) {
        this.watchedJobs = watchedJobs;
        this.operator = operator;
        this.starter = starter;
    }

    /**
     * Has the model retrained. With a key the same key has the same answer, as long as the run is remembered; without one,
     * the same version has, while its retrain is unfinished. Blocks for two requests to the API server.
     *
     * @param model one of {@link dev.lastgood.observe.kube.WatchedModels#find}
     */
    public Answer retrain(ModelDeployment model, Request request) {
        if (model.getSpec().retrain == null
                || model.getSpec().retrain.cronJobRef == null
                || isBlank(model.getSpec().retrain.cronJobRef.name)) {
            return refusal(
                    Reason.RetrainNotConfigured,
                    "the ModelDeployment names no CronJob to retrain with: write spec.retrain.cronJobRef.name");
        }
        if (operator.isPaused()) {
            return refusal(Reason.OperatorPaused, "the operator is paused, and makes no Jobs");
        }
        if (model.getSpec().paused) {
            return refusal(Reason.ModelPaused, "the model is paused (spec.paused), and no Job is made for it");
        }
        RunParameters parameters = new RunParameters(
                request.targetVersion(),
                request.gitRef(),
                request.traceId(),
                null,
                JobOrder.servingVersion(model),
                null,
                request.requestedBy(),
                request.triggeredBy() == null ? request.requestedBy() : request.triggeredBy(),
                request.reason(),
                false);
        List<RunJob> jobs = Optional.ofNullable(watchedJobs.of(model)).orElse(List.of());
        JobOrder order = JobOrder.of(
                model,
                RunAction.Retrain,
                model.getSpec().retrain.cronJobRef.name,
                isBlank(request.key())
                        ? "version/" + parameters.targetVersion() + "/" + newest(model, jobs)
                        : "key/" + request.key(),
                parameters);
        return known(model, jobs, request, order).orElseGet(() -> answer(order, starter.start(order)));
    }

    private static Optional<Answer> known(ModelDeployment model, List<RunJob> jobs, Request request, JobOrder order) {
        if (!isBlank(request.key())) {
            return Stream.concat(
                            jobs.stream()
                                    .filter(j -> j.name().equals(order.job()))
                                    .map(j -> again(
                                            order,
                                            j.uid(),
                                            j.parameters().targetVersion(),
                                            j.parameters().gitRef())),
                            runs(model)
                                    .filter(r -> order.job().equals(r.job))
                                    .map(r -> again(order, r.id, r.targetVersion, r.gitRef)))
                    .findFirst();
        }
        return jobs.stream()
                .filter(j -> j.action() == RunAction.Retrain && !j.isOver())
                .filter(j -> Objects.equals(
                        j.parameters().targetVersion(), order.parameters().targetVersion()))
                .findFirst()
                .map(j -> there(j.uid(), j.name()));
    }

    /** Once that run is over and known to be, the same version can be asked for again: under another name. */
    private static String newest(ModelDeployment model, List<RunJob> jobs) {
        return Stream.concat(
                        runs(model)
                                .filter(r -> r.action == RunAction.Retrain
                                        && r.state != null
                                        && r.state.isOver()
                                        && r.createdAt != null)
                                .map(r -> r.createdAt + "/" + r.id),
                        jobs.stream()
                                .filter(j -> j.action() == RunAction.Retrain && j.isOver())
                                .map(j -> j.times().createdAt() + "/" + j.uid()))
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    private static Stream<ModelRun> runs(ModelDeployment model) {
        return model.getStatus() == null || model.getStatus().runs == null
                ? Stream.empty()
                : model.getStatus().runs.stream().filter(Objects::nonNull);
    }

    private static Answer again(JobOrder order, String runId, String targetVersion, String gitRef) {
        return Objects.equals(targetVersion, order.parameters().targetVersion())
                        && Objects.equals(gitRef, order.parameters().gitRef())
                ? there(runId, order.job())
                : refusal(
                        Reason.RequestChanged,
                        "Job " + order.job()
                                + " was made with this key for another version or Git ref: take another key");
    }

    private static Answer answer(JobOrder order, JobOutcome outcome) {
        return outcome.state() == StepState.Done
                ? new Answer(outcome.runId(), order.job(), null, outcome.message())
                : refusal(outcome.reason(), outcome.message());
    }

    private static Answer there(String runId, String job) {
        return new Answer(runId, job, null, "Job " + job + " was made for this request before");
    }

    private static Answer refusal(Reason reason, String message) {
        return new Answer(null, null, reason, message);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
