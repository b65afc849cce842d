package dev.lastgood.decide.run;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.RetrainRequest;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelRun;
import dev.lastgood.api.model.Regression;
import dev.lastgood.api.model.RegressionRun;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.api.model.RunState;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.ledger.RecordRules;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.task.Beside;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.decide.task.RunParameters;
import dev.lastgood.lib.Delay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The Jobs of an incident: a test of what it restored, and a retrain where one is asked for. They run beside the ladder and
 * nothing waits for them. The intent is a step; a worker makes the Job; what becomes of it stands in the model's status.
 */
public final class RunSteps {

    /** One of the two. */
    private enum Kind {
        REGRESSION(
                "regression",
                ConditionType.RegressionPassed,
                StepType.Regression,
                RunAction.Regression,
                Reason.RegressionRunning,
                Reason.RegressionPassed,
                Reason.RegressionFailed),
        RETRAIN(
                "retrain",
                ConditionType.Retrained,
                StepType.Retrain,
                RunAction.Retrain,
                Reason.RetrainRunning,
                Reason.RetrainSucceeded,
                Reason.RetrainFailed);

        private final String step;
        private final ConditionType condition;
        private final StepType type;
        private final RunAction action;
        private final Reason running;
        private final Reason succeeded;
        private final Reason failed;

        Kind(
                String step,
                ConditionType condition,
                StepType type,
                RunAction action,
                Reason running,
                Reason succeeded,
                Reason failed) {
            this.step = step;
            this.condition = condition;
            this.type = type;
            this.action = action;
            this.running = running;
            this.succeeded = succeeded;
            this.failed = failed;
        }
    }

    private static final Set<StepType> TYPES = EnumSet.of(StepType.Regression, StepType.Retrain);
    /** A Job of ours that no watch has brought by then is gone. */
    private static final Duration SEEN_WITHIN = Duration.ofMinutes(10);

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;
    private final AIIncidentStatus status;
    private final LinkTemplates links;
    private final List<RecordTask> tasks = new ArrayList<>();
    private Duration recheck;

    public RunSteps(IncidentView view, StatusDraft draft, LinkTemplates links) {
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
        this.status = draft.status;
        this.links = links;
    }

    /** A Job of this incident has not ended yet: it must hear of it, also when it is over itself. */
    public static boolean areOpen(AIIncidentStatus status) {
        return status != null
                && status.steps != null
                && status.steps.stream()
                        .anyMatch(s -> s != null && TYPES.contains(s.type) && s.state == StepState.Running);
    }

    /** What an attempt left open is not waited for in the next one; its Job goes on. */
    public static void close(StatusDraft draft, int nextAttempt) {
        for (Kind kind : Kind.values()) {
            if (draft.step(kind.step).isPresent() && !draft.isOver(kind.step)) {
                draft.step(
                        kind.step,
                        kind.type,
                        StepState.Skipped,
                        Reason.Superseded,
                        "attempt " + nextAttempt + " began before it was known how this ended");
            }
            draft.forget(kind.condition);
        }
    }

    /** Opens the steps whose time has come, follows those that are open, and returns what the worker is to do. */
    public Beside advance() {
        if (view.model() == null
                || status.evidence == null
                || status.phase == Phase.RecordedOnly
                || DryRun.isAsked(incident)) {
            return Beside.NOTHING;
        }
        for (Kind kind : Kind.values()) {
            Optional<Step> step = draft.step(kind.step);
            if (step.isEmpty()) {
                if (isDue(kind)) {
                    begin(kind);
                }
            } else if (!draft.isOver(kind.step)) {
                follow(kind, step.get());
            }
        }
        return new Beside(tasks, recheck);
    }

    private boolean isDue(Kind kind) {
        if (kind == Kind.RETRAIN) {
            return incident.getSpec().retrain != null
                    && EnumSet.of(Phase.Suggested, Phase.NeedsHuman, Phase.Mitigated, Phase.Resolved)
                            .contains(status.phase);
        }
        Regression regression = view.model().getSpec().regression;
        // Of a rollback that was shared the other incident says it.
        return status.phase == Phase.Mitigated
                && regression != null
                && regression.run == RegressionRun.OnMitigated
                && draft.is(StepName.VERIFY, StepState.Done)
                && draft.step(StepName.ROLLBACK)
                        .map(s -> s.state == StepState.Done
                                && Reason.Patched.name().equals(s.reason))
                        .orElse(false);
    }

    private void begin(Kind kind) {
        Optional<Hold> hold = Hold.of(view, draft);
        if (hold.isPresent()) {
            say(
                    kind,
                    Conditions.UNKNOWN,
                    hold.get().reason(),
                    "no Job is made until this is over: " + hold.get().reason());
            return;
        }
        if (cronJob(kind) == null) {
            fail(
                    kind,
                    kind == Kind.RETRAIN ? Reason.RetrainNotConfigured : Reason.CronJobMissing,
                    "the ModelDeployment names no CronJob, and this incident starts no Job: write spec." + kind.step
                            + ".cronJobRef.name for the next one, and create this Job from its CronJob by hand");
            return;
        }
        JobOrder order = order(kind);
        String message = "makes Job " + order.job() + " from CronJob " + order.cronJob();
        draft.step(kind.step, kind.type, StepState.Running, Reason.JobRequested, message);
        say(kind, Conditions.UNKNOWN, Reason.JobRequested, message);
        tasks.add(task(kind, order));
    }

    private void follow(Kind kind, Step step) {
        String job = name(kind);
        Optional<ModelRun> run = run(job);
        if (run.isPresent()) {
            fate(kind, run.get());
            return;
        }
        EvidenceResult came = view.background().result(status.attempt, kind.step);
        if (came != null) {
            answered(kind, came.result());
            return;
        }
        if (Reason.JobCreated.name().equals(step.reason) || kind.running.name().equals(step.reason)) {
            Duration left =
                    Duration.between(draft.now(), Instant.parse(step.startedAt).plus(SEEN_WITHIN));
            if (left.isNegative() || left.isZero()) {
                fail(kind, Reason.JobDeleted, "Job " + job + " was made and is gone, nobody saw how it ended");
            } else {
                recheck = Delay.shortest(recheck, left);
            }
            return;
        }
        if (cronJob(kind) == null) {
            fail(kind, Reason.CronJobMissing, "the ModelDeployment names no CronJob any more");
            return;
        }
        tasks.add(task(kind, order(kind)));
    }

    /** What the API server said to the Job. */
    private void answered(Kind kind, RecordResult result) {
        if (result.state() == StepState.Failed) {
            fail(kind, result.reason(), result.message());
            return;
        }
        draft.step(
                kind.step,
                kind.type,
                result.state() == StepState.Done ? StepState.Running : StepState.Pending,
                result.reason(),
                result.message());
        say(kind, Conditions.UNKNOWN, result.reason(), result.message());
    }

    private void fate(Kind kind, ModelRun run) {
        String where = ": " + links.job(incident, view.model(), run.job);
        if (!run.state.isOver()) {
            String message = "Job " + run.job + " is under way" + where;
            draft.step(kind.step, kind.type, StepState.Running, kind.running, message);
            say(kind, Conditions.UNKNOWN, kind.running, message);
        } else if (run.state == RunState.Succeeded) {
            String message = "Job " + run.job + " succeeded" + where;
            draft.step(kind.step, kind.type, StepState.Done, kind.succeeded, message);
            say(kind, Conditions.TRUE, kind.succeeded, message);
            draft.log(kind.succeeded, message);
        } else if (Reason.JobDeleted.name().equals(run.reason)) {
            fail(kind, Reason.JobDeleted, "Job " + run.job + ": " + run.message);
        } else {
            String message = "Job " + run.job + " failed (" + run.reason + ")" + where;
            draft.step(kind.step, kind.type, StepState.Failed, kind.failed, message);
            say(kind, Conditions.FALSE, kind.failed, message);
            draft.log(kind.failed, message);
        }
    }

    /** There is no answer, neither a good nor a bad one. */
    private void fail(Kind kind, Reason reason, String message) {
        draft.step(kind.step, kind.type, StepState.Failed, reason, message);
        say(kind, Conditions.UNKNOWN, reason, message);
        draft.log(reason, message);
    }

    private void say(Kind kind, String value, Reason reason, String message) {
        draft.condition(kind.condition, value, reason, message);
    }

    private Optional<ModelRun> run(String job) {
        return view.model().getStatus() == null || view.model().getStatus().runs == null
                ? Optional.empty()
                : view.model().getStatus().runs.stream()
                        .filter(r -> r != null && job.equals(r.job) && r.state != null)
                        .findFirst();
    }

    private RecordTask task(Kind kind, JobOrder order) {
        return new RecordTask.StartJob(id(kind), RecordRules.facts(view, draft), order);
    }

    private StepId id(Kind kind) {
        return new StepId(incident.getMetadata().getUid(), status.attempt, kind.step);
    }

    private String name(Kind kind) {
        return JobOrder.name(view.model(), kind.action, id(kind).toString());
    }

    private String cronJob(Kind kind) {
        ModelDeployment model = view.model();
        if (kind == Kind.RETRAIN) {
            return model.getSpec().retrain == null || model.getSpec().retrain.cronJobRef == null
                    ? null
                    : model.getSpec().retrain.cronJobRef.name;
        }
        return model.getSpec().regression == null || model.getSpec().regression.cronJobRef == null
                ? null
                : model.getSpec().regression.cronJobRef.name;
    }

    private JobOrder order(Kind kind) {
        RetrainRequest asked = kind == Kind.RETRAIN ? incident.getSpec().retrain : null;
        Revision suspect = view.gateway() == null
                ? null
                : view.gateway().revision(status.suspect).orElse(null);
        String restored = status.rollback == null ? null : status.rollback.toVersion;
        String triggeredBy = incident.getSpec().triggeredBy != null
                ? incident.getSpec().triggeredBy
                : incident.getSpec().requestedBy;
        RunParameters parameters = new RunParameters(
                kind == Kind.REGRESSION ? restored : asked == null ? null : asked.targetVersion,
                asked == null ? null : asked.gitRef,
                status.evidence.traceId,
                incident.getMetadata().getName(),
                restored != null ? restored : JobOrder.servingVersion(view.model()),
                status.rollback != null ? status.rollback.fromVersion : suspect == null ? null : suspect.version(),
                incident.getSpec().requestedBy,
                triggeredBy,
                "AIIncident " + incident.getMetadata().getName() + ": " + incident.getSpec().trigger,
                incident.getSpec().drill);
        return JobOrder.of(view.model(), kind.action, cronJob(kind), id(kind).toString(), parameters);
    }
}
