package dev.lastgood.decide.run;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelRun;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.api.model.RunState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.task.RunParameters;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Delay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What becomes of the Jobs that Lastgood made for a model: each is a run in the model's status, which outlives it, and each
 * retrain run a row in Postgres. States move on, never back. Pure: the clock is given.
 */
public final class RunRules {

    private static final int KEPT = 10;
    private static final int KEPT_OPEN = 10;
    /** The watch of Jobs may be behind that of models: a Job that is not seen so soon is not gone. */
    private static final Duration UNSEEN = Duration.ofSeconds(30);

    private static final BackOff RETRY = new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    private final Clock clock;

    public RunRules(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns how the model's runs stand now.
     *
     * @param jobs the model's Jobs, null where Jobs are not watched: then nothing is known and nothing changes
     * @param results what came of recording, by {@link RunRecord#key}, until it stands in the status
     */
    public RunDecision advance(ModelDeployment model, List<RunJob> jobs, Map<String, RecordResult> results) {
        Map<String, ModelRun> runs = new LinkedHashMap<>();
        if (model.getStatus() != null && model.getStatus().runs != null) {
            model.getStatus().runs.stream()
                    .filter(r -> r != null && isUuid(r.id) && r.state != null && r.createdAt != null)
                    .forEach(r -> runs.put(r.id, r.copy()));
        }
        Duration recheck = null;
        if (jobs != null) {
            see(jobs, runs);
            for (ModelRun run : runs.values()) {
                recheck = Delay.shortest(recheck, miss(run, jobs));
            }
        }
        List<ModelRun> kept = kept(runs);
        List<RunRecord> records = new ArrayList<>();
        for (ModelRun run : kept) {
            if (take(run, results)) {
                records.add(record(model, run));
            }
            if (isAwaited(run)) {
                recheck = Delay.shortest(recheck, retry(run));
            }
        }
        return new RunDecision(kept, records, recheck);
    }

    private void see(List<RunJob> jobs, Map<String, ModelRun> runs) {
        // What was here before and was dropped is not taken for new.
        String oldest = runs.values().stream()
                .map(r -> r.createdAt)
                .sorted(Comparator.reverseOrder())
                .skip(KEPT - 1L)
                .findFirst()
                .orElse("");
        for (RunJob job : jobs) {
            boolean known = runs.containsKey(job.uid());
            boolean past = job.isOver() && job.times().createdAt().toString().compareTo(oldest) <= 0;
            if (isUuid(job.uid()) && (known || !past)) {
                move(runs.computeIfAbsent(job.uid(), uid -> begin(job)), job);
            }
        }
    }

    private static ModelRun begin(RunJob job) {
        ModelRun run = new ModelRun();
        run.id = job.uid();
        run.action = job.action();
        run.job = job.name();
        run.state = RunState.Queued;
        run.targetVersion = job.parameters().targetVersion();
        run.gitRef = job.parameters().gitRef();
        run.traceId = job.parameters().traceId();
        run.triggeredBy = job.parameters().triggeredBy();
        run.incident = job.parameters().incident();
        run.purpose = purpose(job.parameters());
        run.createdAt = job.times().createdAt().toString();
        return run;
    }

    private static String purpose(RunParameters parameters) {
        String said = parameters.purpose() == null ? "" : parameters.purpose();
        String marked = parameters.drill() ? "DRILL: " + said : said;
        return marked.isEmpty() ? null : BoundedText.of(marked, 256);
    }

    private void move(ModelRun run, RunJob job) {
        if (run.state.isOver()) {
            return;
        }
        RunTimes times = job.times();
        run.startedAt =
                times.startedAt() == null ? run.startedAt : times.startedAt().toString();
        if (job.isOver()) {
            JobEnd end = job.end();
            to(run, end.succeeded() ? RunState.Succeeded : RunState.Failed);
            run.finishedAt = (times.finishedAt() == null ? clock.instant() : times.finishedAt()).toString();
            if (!end.succeeded()) {
                run.reason = BoundedText.of(end.reason() == null ? Reason.JobFailed.name() : end.reason(), 64);
                run.message = BoundedText.of(end.message(), 512);
            }
        } else if (job.active()) {
            to(run, RunState.Processing); // between two pods of it there is none for a moment
        }
    }

    private static void to(ModelRun run, RunState state) {
        if (run.state != state) {
            run.state = state;
            run.recordReason = null; // what kept the last one from being recorded may be over
        }
    }

    /** Says of a run that is not over and whose Job is gone that nobody knows; returns when that can be said. */
    private Duration miss(ModelRun run, List<RunJob> jobs) {
        if (run.state.isOver() || jobs.stream().anyMatch(j -> j.uid().equals(run.id))) {
            return null;
        }
        Duration left =
                Duration.between(clock.instant(), Instant.parse(run.createdAt).plus(UNSEEN));
        if (!left.isNegative() && !left.isZero()) {
            return left;
        }
        to(run, RunState.Failed);
        run.reason = Reason.JobDeleted.name();
        run.message = "the Job is gone and nobody saw how it ended: it was deleted, or it was removed after its end "
                + "(ttlSecondsAfterFinished) while Lastgood was away";
        run.finishedAt = clock.instant().toString();
        return null;
    }

    /** The newest, and beyond them what must not be forgotten yet. */
    private static List<ModelRun> kept(Map<String, ModelRun> runs) {
        List<ModelRun> newest = runs.values().stream()
                .sorted(Comparator.comparing((ModelRun r) -> r.createdAt)
                        .thenComparing(r -> r.id)
                        .reversed())
                .toList();
        List<ModelRun> kept = new ArrayList<>(newest.stream().limit(KEPT).toList());
        newest.stream()
                .skip(KEPT)
                .filter(r -> !r.state.isOver() || isAwaited(r))
                .limit(KEPT_OPEN)
                .forEach(kept::add);
        return kept;
    }

    /** Regression has no action in their table. */
    private static boolean isRecorded(ModelRun run) {
        return run.action == RunAction.Retrain;
    }

    private static boolean isAwaited(ModelRun run) {
        return isRecorded(run)
                && run.recorded != run.state
                && (run.recordReason == null || run.recordReason.equals(Reason.DatabaseUnavailable.name()));
    }

    /** Takes in what came of recording it; returns true where it is to be recorded (again) now. */
    private static boolean take(ModelRun run, Map<String, RecordResult> results) {
        if (!isRecorded(run)) {
            return false;
        }
        for (RunState state : RunState.values()) {
            RecordResult result = results.get(run.id + "/" + state);
            boolean older = run.recorded != null && state.compareTo(run.recorded) <= 0;
            if (result == null || older) {
                continue;
            }
            if (result.state() == StepState.Done) {
                run.recorded = state;
                run.recordReason = null;
            } else if (state == run.state) {
                run.recordReason = result.state() == StepState.Pending
                        ? Reason.DatabaseUnavailable.name()
                        : result.reason().name();
            }
        }
        return !results.containsKey(run.id + "/" + run.state) && isAwaited(run);
    }

    /** The longer it waits the less often. */
    private Duration retry(ModelRun run) {
        return RETRY.waiting(Instant.parse(run.createdAt), clock.instant());
    }

    private static RunRecord record(ModelDeployment model, ModelRun run) {
        return new RunRecord(
                UUID.fromString(run.id),
                model.modelId(),
                run.state,
                run.targetVersion,
                run.triggeredBy,
                run.gitRef,
                run.traceId,
                run.purpose,
                new RunTimes(Instant.parse(run.createdAt), instant(run.startedAt), instant(run.finishedAt)),
                run.state == RunState.Failed
                        ? "Job " + model.getMetadata().getNamespace() + "/" + run.job + ": " + run.reason
                                + (run.message == null ? "" : ": " + run.message)
                        : null);
    }

    private static Instant instant(String time) {
        return time == null ? null : Instant.parse(time);
    }

    private static boolean isUuid(String text) {
        return text != null && text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }
}
