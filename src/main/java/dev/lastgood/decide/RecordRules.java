package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentSpec;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.BiasReview;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Evidence;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.RollbackRecord;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import dev.lastgood.api.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be written to Postgres, beside the ladder and never in its way. A step is first written as Running into the
 * status; then the worker does it; its result comes back with the next view.
 */
final class RecordRules {

    static final String EVIDENCE = "record-evidence";
    static final String FAIL_RUN = "fail-run";
    static final String OPEN_ROLLBACK = StepId.ROLLBACK_RUN;
    static final String CLOSE_ROLLBACK = "finish-rollback";
    static final String BIAS_REVIEW = "bias-review";

    private static final Set<StepType> TYPES = EnumSet.of(
            StepType.RecordEvidence,
            StepType.FailRun,
            StepType.RecordRollback,
            StepType.FinishRollback,
            StepType.BiasReview);
    private static final Duration AFTER_DRIFT = Duration.ofHours(48);
    private static final int VERSIONS_LIMIT = 8;
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;
    private final AIIncidentStatus status;
    private final List<RecordTask> tasks = new ArrayList<>();

    private RecordRules(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
        this.status = chronicle.status;
    }

    /** Takes results in, opens the steps whose time has come, and returns what the worker is to do. */
    static List<RecordTask> advance(IncidentView view, Chronicle chronicle) {
        RecordRules rules = new RecordRules(view, chronicle);
        // An old incident and a dry run leave no trace, and without evidence there is nothing to record yet.
        if (chronicle.status.phase == Phase.RecordedOnly
                || Rehearsal.isAsked(view.incident())
                || chronicle.status.evidence == null
                || view.model() == null) {
            return List.of();
        }
        rules.evidence();
        rules.failRun();
        rules.rollbackRun();
        rules.biasReview();
        rules.condition();
        return rules.tasks;
    }

    /** Were nothing but records begun yet? They run beside the ladder, also while it waits. */
    static boolean areAll(List<Step> steps) {
        return steps.stream().allMatch(s -> TYPES.contains(s.type));
    }

    /** What an attempt left open is not waited for in the next one. */
    static void close(Chronicle chronicle, int nextAttempt) {
        String id = chronicle.status.attempt + "/";
        for (Step step : chronicle.steps("")) {
            if (TYPES.contains(step.type) && !chronicle.isOver(step.id.substring(id.length()))) {
                chronicle.step(
                        step.id.substring(id.length()),
                        step.type,
                        StepState.Skipped,
                        Reason.Superseded,
                        "attempt " + nextAttempt + " began before it was known whether this was recorded");
            }
        }
    }

    /** A step that waits for the database is tried again, the longer it waits the less often. */
    static Duration recheck(Chronicle chronicle) {
        return chronicle.status.steps.stream()
                .filter(s -> s.state == StepState.Pending && s.startedAt != null)
                .map(s -> retry(Instant.parse(s.startedAt), chronicle.now()))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When to try again what has waited since then. */
    static Duration retry(Instant since, Instant now) {
        Duration quarter = Duration.between(since, now).dividedBy(4);
        return quarter.compareTo(SHORTEST_RETRY) < 0
                ? SHORTEST_RETRY
                : quarter.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : quarter;
    }

    private void evidence() {
        EvidenceResult found = view.results().get(status.attempt + "/" + EVIDENCE);
        if (advanceStep(EVIDENCE, StepType.RecordEvidence, "reads runs and prompts")) {
            tasks.add(new RecordTask.CollectEvidence(id(EVIDENCE), facts()));
        } else if (found != null && found.evidence() != null) {
            fillIn(found.evidence());
        }
    }

    /** What a person wrote stays. What others wrote into their tables is held in the bounds of the CRD. */
    private void fillIn(PromptEvidence found) {
        Evidence evidence = status.evidence;
        evidence.traceId = evidence.traceId != null ? evidence.traceId : Chronicle.bounded(found.traceId(), 128);
        evidence.runId = evidence.runId != null ? evidence.runId : uuid(found.runId());
        evidence.promptDigest =
                evidence.promptDigest != null ? evidence.promptDigest : Chronicle.bounded(found.promptDigest(), 256);
        Map<String, String> versions = new TreeMap<>();
        found.promptVersions().forEach((name, version) -> {
            if (versions.size() < VERSIONS_LIMIT) {
                versions.put(Chronicle.bounded(name, 64), Chronicle.bounded(version, 256));
            }
        });
        evidence.promptVersions = versions.isEmpty() ? null : versions;
    }

    private static String uuid(String text) {
        try {
            return text == null ? null : UUID.fromString(text).toString();
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    /** Once users are no longer hit, or nothing more can be done for them. */
    private void failRun() {
        if (status.phase == Phase.Closed
                && Aftermath.isFalseAlarm(incident)
                && !chronicle.is(FAIL_RUN, StepState.Running)) {
            if (!chronicle.isOver(FAIL_RUN)) {
                chronicle.step(
                        FAIL_RUN,
                        StepType.FailRun,
                        StepState.Skipped,
                        Reason.FalseAlarm,
                        "no run failed: a false alarm");
            }
            return;
        }
        // Of this attempt: the times in the status are those of the first.
        boolean stabilized = chronicle.is(Ladder.ROLLBACK, StepState.Done)
                || chronicle.steps(FlagRung.STEP).stream().anyMatch(s -> s.state == StepState.Done)
                || status.phase == Phase.Mitigated
                || status.phase == Phase.NeedsHuman && !Consent.isAwaited(chronicle)
                || status.phase == Phase.Resolved
                || status.phase == Phase.Closed;
        if (!stabilized || !chronicle.isOver(EVIDENCE)) {
            return;
        }
        if (!chronicle.is(EVIDENCE, StepState.Done)) {
            Step evidence = chronicle.step(EVIDENCE).orElseThrow();
            chronicle.step(FAIL_RUN, StepType.FailRun, StepState.Skipped, Reason.of(evidence.reason), evidence.message);
            return;
        }
        if (status.evidence.runId == null) {
            chronicle.step(
                    FAIL_RUN,
                    StepType.FailRun,
                    StepState.Skipped,
                    Reason.RunNotIdentified,
                    "no run of the model could be told to be the failed one: write spec.runId next time, and mark this one "
                            + "by hand");
            return;
        }
        if (advanceStep(FAIL_RUN, StepType.FailRun, "marks run " + status.evidence.runId + " as failed")) {
            tasks.add(new RecordTask.FailRun(
                    id(FAIL_RUN), facts(), UUID.fromString(status.evidence.runId), errorMessage()));
        }
    }

    private String errorMessage() {
        String summary = incident.getSpec().summary;
        return Chronicle.mark(incident) + "AIIncident " + incident.getMetadata().getNamespace() + "/"
                + incident.getMetadata().getName() + ": " + incident.getSpec().trigger
                + (summary == null ? "" : ": " + summary)
                + (status.rollback == null
                        ? ""
                        : "; rolled back from " + status.rollback.fromVersion + " to " + status.rollback.toVersion);
    }

    /** Our own rollback; one that was joined is the other incident's. */
    private void rollbackRun() {
        Step rollback = chronicle.step(Ladder.ROLLBACK).orElse(null);
        if (rollback == null
                || !Reason.Patched.name().equals(rollback.reason)
                || !chronicle.is(EVIDENCE, StepState.Done)) {
            return;
        }
        RollbackRecord record = status.rollback;
        if (advanceStep(OPEN_ROLLBACK, StepType.RecordRollback, "writes the rollback as a run")) {
            tasks.add(new RecordTask.OpenRollbackRun(
                    id(OPEN_ROLLBACK),
                    facts(),
                    record.fromVersion,
                    record.toVersion,
                    errorMessage(),
                    Instant.parse(rollback.startedAt)));
        }
        Step verify = chronicle.step(Ladder.VERIFY).orElse(null);
        if (chronicle.is(OPEN_ROLLBACK, StepState.Done)
                && chronicle.isOver(Ladder.VERIFY)
                && advanceStep(CLOSE_ROLLBACK, StepType.FinishRollback, "writes how the rollback ended")) {
            boolean succeeded = verify.state == StepState.Done;
            tasks.add(new RecordTask.CloseRollbackRun(
                    id(CLOSE_ROLLBACK),
                    facts(),
                    id(OPEN_ROLLBACK),
                    succeeded,
                    succeeded ? null : verify.message,
                    Instant.parse(verify.finishedAt)));
        }
    }

    /** Once per incident, not per try; what a drill or a false alarm says of the model nobody need review. */
    private void biasReview() {
        if (incident.getSpec().trigger != Trigger.BiasDrift
                || incident.getSpec().drill
                || !chronicle.isOver(EVIDENCE)
                || status.steps.stream().anyMatch(s -> s.type == StepType.BiasReview && s.state == StepState.Done)) {
            return;
        }
        if (!chronicle.is(EVIDENCE, StepState.Done)) {
            Step evidence = chronicle.step(EVIDENCE).orElseThrow();
            skipReview(Reason.of(evidence.reason), evidence.message);
        } else if (Aftermath.isFalseAlarm(incident) && !chronicle.is(BIAS_REVIEW, StepState.Running)) {
            skipReview(Reason.FalseAlarm, "no review for bias: a false alarm");
        } else {
            BiasReview asked = view.model().getSpec().biasReview;
            if (asked == null || asked.checklistURL == null) {
                skipReview(
                        Reason.BiasReviewNotConfigured,
                        "no review for bias was made: write spec.biasReview with checklistURL and stakeholders into the "
                                + "ModelDeployment, and ask for this one by hand");
            } else if (advanceStep(BIAS_REVIEW, StepType.BiasReview, "has the model reviewed for bias")) {
                tasks.add(new RecordTask.BiasReview(
                        id(BIAS_REVIEW),
                        facts(),
                        Ladder.detected(incident).plus(Durations.parse(asked.afterDrift, AFTER_DRIFT)),
                        BiasCadence.stakeholders(asked),
                        asked.checklistURL,
                        status.evidence.runId == null ? null : UUID.fromString(status.evidence.runId)));
            }
        }
    }

    private void skipReview(Reason reason, String message) {
        if (!chronicle.isOver(BIAS_REVIEW)) {
            chronicle.step(BIAS_REVIEW, StepType.BiasReview, StepState.Skipped, reason, message);
        }
    }

    /**
     * Advances a step: takes in what the worker returned, or writes the intent.
     *
     * @return true where the worker is to do it (again) now
     */
    private boolean advanceStep(String name, StepType type, String intent) {
        if (chronicle.isOver(name)) {
            return false;
        }
        EvidenceResult result = view.results().get(status.attempt + "/" + name);
        if (result != null) {
            RecordResult came = result.result();
            chronicle.step(name, type, came.state(), came.reason(), came.message());
            return false; // one that still waits is tried again at the recheck
        }
        if (!chronicle.is(name, StepState.Pending)) {
            chronicle.step(name, type, StepState.Running, Reason.Recorded, intent);
        }
        return true;
    }

    /** Recorded is what was recorded: not configured, not identified and not found are said. */
    private void condition() {
        for (String name : List.of(EVIDENCE, FAIL_RUN, OPEN_ROLLBACK, CLOSE_ROLLBACK)) {
            Step step = chronicle.step(name).orElse(null);
            if (step != null && step.state != StepState.Done) {
                boolean open = step.state == StepState.Running || step.state == StepState.Pending;
                chronicle.condition(
                        ConditionType.RunRecorded,
                        open ? Conditions.UNKNOWN : Conditions.FALSE,
                        Reason.of(step.reason),
                        step.message);
                return;
            }
        }
        chronicle
                .step(FAIL_RUN)
                .ifPresent(s -> chronicle.condition(
                        ConditionType.RunRecorded, Conditions.TRUE, Reason.of(s.reason), s.message));
    }

    private StepId id(String name) {
        return new StepId(incident.getMetadata().getUid(), status.attempt, name);
    }

    private static String asker(AIIncidentSpec spec) {
        return spec.triggeredBy == null ? spec.requestedBy : spec.triggeredBy;
    }

    private IncidentFacts facts() {
        return facts(view, chronicle);
    }

    /** Of a model that was deleted only the name is known. */
    static IncidentFacts facts(IncidentView view, Chronicle chronicle) {
        AIIncident incident = view.incident();
        AIIncidentStatus status = chronicle.status;
        Revision suspect = view.gateway() == null
                ? null
                : view.gateway().revision(status.suspect).orElse(null);
        return new IncidentFacts(
                incident.getMetadata().getUid(),
                incident.getMetadata().getNamespace(),
                incident.getMetadata().getName(),
                status.attempt,
                view.model() == null
                        ? incident.getSpec().modelRef.name
                        : view.model().modelId(),
                incident.getSpec().trigger.name(),
                incident.getSpec().severity.name(),
                Ladder.detected(incident),
                status.evidence.traceId,
                incident.getSpec().runId,
                suspect == null ? null : suspect.version(),
                status.suspect,
                asker(incident.getSpec()),
                incident.getSpec().gitRef,
                view.epoch());
    }
}
