package dev.lastgood.decide.ledger;

import dev.lastgood.api.Durations;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Evidence;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.BiasReview;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.incident.RecordSteps;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.ladder.Consent;
import dev.lastgood.decide.review.BiasCadence;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.task.IncidentAttempt;
import dev.lastgood.decide.task.IncidentFacts;
import dev.lastgood.decide.task.Provenance;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.decide.task.SuspectRevision;
import dev.lastgood.decide.task.SuspectedFault;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.BoundedText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be written to Postgres, beside the ladder and never in its way. A step is first written as Running into the
 * status; then the worker does it; its result comes back with the next view.
 */
public final class RecordRules {

    private static final Duration AFTER_DRIFT = Duration.ofHours(48);
    private static final int VERSIONS_LIMIT = 8;
    private static final BackOff RETRY = new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;
    private final AIIncidentStatus status;
    private final List<RecordTask> tasks = new ArrayList<>();

    private RecordRules(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
        this.status = draft.status;
    }

    /** Takes results in, opens the steps whose time has come, and returns what the worker is to do. */
    public static List<RecordTask> advance(IncidentView view, StatusDraft draft) {
        RecordRules rules = new RecordRules(view, draft);
        // An old incident and a dry run leave no trace, and without evidence there is nothing to record yet.
        if (draft.status.phase == Phase.RecordedOnly
                || DryRun.isAsked(view.incident())
                || draft.status.evidence == null
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

    /** What an attempt left open is not waited for in the next one. */
    public static void close(StatusDraft draft, int nextAttempt) {
        String id = draft.status.attempt + "/";
        for (Step step : draft.steps("")) {
            if (RecordSteps.is(step) && !draft.isOver(step.id.substring(id.length()))) {
                draft.step(
                        step.id.substring(id.length()),
                        step.type,
                        StepState.Skipped,
                        Reason.Superseded,
                        "attempt " + nextAttempt + " began before it was known whether this was recorded");
            }
        }
    }

    /** A step that waits for the database is tried again, the longer it waits the less often. */
    public static Duration recheck(StatusDraft draft) {
        return draft.status.steps.stream()
                .filter(s -> s.state == StepState.Pending && s.startedAt != null)
                .map(s -> retry(Instant.parse(s.startedAt), draft.now()))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When to try again what has waited since then. */
    static Duration retry(Instant since, Instant now) {
        return RETRY.waiting(since, now);
    }

    private void evidence() {
        EvidenceResult found = view.background().result(status.attempt, StepName.EVIDENCE);
        if (advanceStep(StepName.EVIDENCE, StepType.RecordEvidence, "reads runs and prompts")) {
            tasks.add(new RecordTask.CollectEvidence(id(StepName.EVIDENCE), facts()));
        } else if (found != null && found.evidence() != null) {
            fillIn(found.evidence());
        }
    }

    /** What a person wrote stays. What others wrote into their tables is held in the bounds of the CRD. */
    private void fillIn(PromptEvidence found) {
        Evidence evidence = draft.own(status.evidence);
        evidence.traceId = evidence.traceId != null ? evidence.traceId : BoundedText.of(found.traceId(), 128);
        evidence.runId = evidence.runId != null ? evidence.runId : uuid(found.runId());
        evidence.promptDigest =
                evidence.promptDigest != null ? evidence.promptDigest : BoundedText.of(found.promptDigest(), 256);
        Map<String, String> versions = new TreeMap<>();
        found.promptVersions().forEach((name, version) -> {
            if (versions.size() < VERSIONS_LIMIT) {
                versions.put(BoundedText.of(name, 64), BoundedText.of(version, 256));
            }
        });
        evidence.promptVersions = versions.isEmpty() ? null : versions;
        status.evidence = evidence;
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
                && GivenResolution.isFalseAlarm(incident)
                && !draft.is(StepName.FAIL_RUN, StepState.Running)) {
            if (!draft.isOver(StepName.FAIL_RUN)) {
                draft.step(
                        StepName.FAIL_RUN,
                        StepType.FailRun,
                        StepState.Skipped,
                        Reason.FalseAlarm,
                        "no run failed: a false alarm");
            }
            return;
        }
        // Of this attempt: the times in the status are those of the first.
        boolean stabilized = draft.is(StepName.ROLLBACK, StepState.Done)
                || draft.steps(StepName.FLAG).stream().anyMatch(s -> s.state == StepState.Done)
                || status.phase == Phase.Mitigated
                || status.phase == Phase.NeedsHuman && !Consent.isAwaited(draft)
                || status.phase == Phase.Resolved
                || status.phase == Phase.Closed;
        if (!stabilized || !draft.isOver(StepName.EVIDENCE)) {
            return;
        }
        if (!draft.is(StepName.EVIDENCE, StepState.Done)) {
            Step evidence = draft.step(StepName.EVIDENCE).orElseThrow();
            draft.step(
                    StepName.FAIL_RUN,
                    StepType.FailRun,
                    StepState.Skipped,
                    Reason.of(evidence.reason),
                    evidence.message);
            return;
        }
        if (status.evidence.runId == null) {
            draft.step(
                    StepName.FAIL_RUN,
                    StepType.FailRun,
                    StepState.Skipped,
                    Reason.RunNotIdentified,
                    "no run of the model could be told to be the failed one: write spec.runId next time, and mark this one "
                            + "by hand");
            return;
        }
        if (advanceStep(StepName.FAIL_RUN, StepType.FailRun, "marks run " + status.evidence.runId + " as failed")) {
            tasks.add(new RecordTask.FailRun(
                    id(StepName.FAIL_RUN), facts(), UUID.fromString(status.evidence.runId), errorMessage()));
        }
    }

    private String errorMessage() {
        String summary = incident.getSpec().summary;
        return StatusDraft.mark(incident) + "AIIncident "
                + incident.getMetadata().getNamespace() + "/"
                + incident.getMetadata().getName() + ": " + incident.getSpec().trigger
                + (summary == null ? "" : ": " + summary)
                + (status.rollback == null
                        ? ""
                        : "; rolled back from " + status.rollback.fromVersion + " to " + status.rollback.toVersion);
    }

    /** Our own rollback; one that was joined is the other incident's. */
    private void rollbackRun() {
        Step rollback = draft.step(StepName.ROLLBACK).orElse(null);
        if (rollback == null
                || !Reason.Patched.name().equals(rollback.reason)
                || !draft.is(StepName.EVIDENCE, StepState.Done)) {
            return;
        }
        RollbackRecord record = status.rollback;
        if (advanceStep(StepName.OPEN_ROLLBACK, StepType.RecordRollback, "writes the rollback as a run")) {
            tasks.add(new RecordTask.OpenRollbackRun(
                    id(StepName.OPEN_ROLLBACK),
                    facts(),
                    record.fromVersion,
                    record.toVersion,
                    errorMessage(),
                    Instant.parse(rollback.startedAt)));
        }
        Step verify = draft.step(StepName.VERIFY).orElse(null);
        if (draft.is(StepName.OPEN_ROLLBACK, StepState.Done)
                && draft.isOver(StepName.VERIFY)
                && advanceStep(StepName.CLOSE_ROLLBACK, StepType.FinishRollback, "writes how the rollback ended")) {
            boolean succeeded = verify.state == StepState.Done;
            tasks.add(new RecordTask.CloseRollbackRun(
                    id(StepName.CLOSE_ROLLBACK),
                    facts(),
                    id(StepName.OPEN_ROLLBACK),
                    succeeded,
                    succeeded ? null : verify.message,
                    Instant.parse(verify.finishedAt)));
        }
    }

    /** Once per incident, not per try; what a drill or a false alarm says of the model nobody need review. */
    private void biasReview() {
        if (incident.getSpec().trigger != Trigger.BiasDrift
                || incident.getSpec().drill
                || !draft.isOver(StepName.EVIDENCE)
                || status.steps.stream().anyMatch(s -> s.type == StepType.BiasReview && s.state == StepState.Done)) {
            return;
        }
        if (!draft.is(StepName.EVIDENCE, StepState.Done)) {
            Step evidence = draft.step(StepName.EVIDENCE).orElseThrow();
            skipReview(Reason.of(evidence.reason), evidence.message);
        } else if (GivenResolution.isFalseAlarm(incident) && !draft.is(StepName.BIAS_REVIEW, StepState.Running)) {
            skipReview(Reason.FalseAlarm, "no review for bias: a false alarm");
        } else {
            BiasReview asked = view.model().getSpec().biasReview;
            if (asked == null || asked.checklistURL == null) {
                skipReview(
                        Reason.BiasReviewNotConfigured,
                        "no review for bias was made: write spec.biasReview with checklistURL and stakeholders into the "
                                + "ModelDeployment, and ask for this one by hand");
            } else if (advanceStep(StepName.BIAS_REVIEW, StepType.BiasReview, "has the model reviewed for bias")) {
                tasks.add(new RecordTask.BiasReview(
                        id(StepName.BIAS_REVIEW),
                        facts(),
                        Detection.timeOf(incident).plus(Durations.parse(asked.afterDrift, AFTER_DRIFT)),
                        BiasCadence.stakeholders(asked),
                        asked.checklistURL,
                        status.evidence.runId == null ? null : UUID.fromString(status.evidence.runId)));
            }
        }
    }

    private void skipReview(Reason reason, String message) {
        if (!draft.isOver(StepName.BIAS_REVIEW)) {
            draft.step(StepName.BIAS_REVIEW, StepType.BiasReview, StepState.Skipped, reason, message);
        }
    }

    /**
     * Advances a step: takes in what the worker returned, or writes the intent.
     *
     * @return true where the worker is to do it (again) now
     */
    private boolean advanceStep(String name, StepType type, String intent) {
        if (draft.isOver(name)) {
            return false;
        }
        EvidenceResult result = view.background().result(status.attempt, name);
        if (result != null) {
            RecordResult came = result.result();
            draft.step(name, type, came.state(), came.reason(), came.message());
            return false; // one that still waits is tried again at the recheck
        }
        if (!draft.is(name, StepState.Pending)) {
            draft.step(name, type, StepState.Running, Reason.Recorded, intent);
        }
        return true;
    }

    /** Recorded is what was recorded: not configured, not identified and not found are said. */
    private void condition() {
        for (String name :
                List.of(StepName.EVIDENCE, StepName.FAIL_RUN, StepName.OPEN_ROLLBACK, StepName.CLOSE_ROLLBACK)) {
            Step step = draft.step(name).orElse(null);
            if (step != null && step.state != StepState.Done) {
                boolean open = step.state == StepState.Running || step.state == StepState.Pending;
                draft.condition(
                        ConditionType.RunRecorded,
                        open ? Conditions.UNKNOWN : Conditions.FALSE,
                        Reason.of(step.reason),
                        step.message);
                return;
            }
        }
        draft.step(StepName.FAIL_RUN)
                .ifPresent(s ->
                        draft.condition(ConditionType.RunRecorded, Conditions.TRUE, Reason.of(s.reason), s.message));
    }

    private StepId id(String name) {
        return new StepId(incident.getMetadata().getUid(), status.attempt, name);
    }

    private static String asker(AIIncidentSpec spec) {
        return spec.triggeredBy == null ? spec.requestedBy : spec.triggeredBy;
    }

    private IncidentFacts facts() {
        return facts(view, draft);
    }

    /** Of a model that was deleted only the name is known. */
    public static IncidentFacts facts(IncidentView view, StatusDraft draft) {
        AIIncident incident = view.incident();
        AIIncidentStatus status = draft.status;
        Revision suspect = view.gateway() == null
                ? null
                : view.gateway().revision(status.suspect).orElse(null);
        AIIncidentSpec spec = incident.getSpec();
        return new IncidentFacts(
                new IncidentAttempt(
                        incident.getMetadata().getUid(),
                        incident.getMetadata().getNamespace(),
                        incident.getMetadata().getName(),
                        status.attempt),
                view.model() == null ? spec.modelRef.name : view.model().modelId(),
                new SuspectedFault(spec.trigger.name(), spec.severity.name(), Detection.timeOf(incident)),
                new SuspectRevision(
                        status.suspect,
                        suspect == null ? null : suspect.version(),
                        status.rollback == null ? null : status.rollback.toRevision),
                new Provenance(status.evidence.traceId, spec.runId, spec.gitRef, asker(spec)),
                view.operator().leaderTerm());
    }
}
