package dev.lastgood.decide.ledger;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.AuditEntry;
import dev.lastgood.api.model.AuditStatus;
import dev.lastgood.api.model.EvidenceRegister;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.Beside;
import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.lib.Digest;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has the audit of an incident, and its row of the evidence register, written to the ledger. All that is to stand there
 * follows from the status, so a digest of what does is all that is remembered: nothing is written again, and what was not
 * written yet, whatever the reason, still is.
 */
public final class Accounting {

    static final String STEP = "audit-";

    private static final ConditionType CONDITION = ConditionType.Audited;
    private static final int PENDING = 64;
    private static final int DIGEST = 16;

    private final IncidentView view;
    private final StatusDraft draft;

    public Accounting(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Takes in what was written, and returns what is to be written. */
    public Beside advance() {
        if (draft.status.phase == Phase.RecordedOnly
                || DryRun.isAsked(view.incident())
                || draft.status.evidence == null) {
            return Beside.NOTHING;
        }
        keepEarlier();
        return account();
    }

    /** What an earlier try did is overwritten by this one; what the ledger does not know of it must not be lost. */
    private void keepEarlier() {
        AIIncidentStatus before = view.incident().getStatus();
        if (before == null
                || before.evidence == null
                || before.phase == Phase.RecordedOnly
                || Objects.equals(before.attempt, draft.status.attempt)) {
            return;
        }
        List<AuditRow> rows = IncidentAudit.of(view.incident(), before, draft.now());
        AuditStatus audit = audit();
        List<AuditEntry> pending = new ArrayList<>(audit.pending);
        rows.stream().map(AuditRow::entry).forEach(pending::add);
        audit.pending = pending.size() <= PENDING ? pending : pending.subList(pending.size() - PENDING, pending.size());
    }

    private Beside account() {
        if (!draft.isOver(StepName.EVIDENCE)) {
            return Beside.NOTHING; // it waits for the same database, and registers the incident
        }
        if (draft.step(StepName.EVIDENCE)
                .filter(s -> s.state == StepState.Skipped)
                .isPresent()) {
            return Beside.NOTHING; // there is none, and the condition RunRecorded says so
        }
        List<AuditRow> rows = rows();
        EvidenceRow register = register();
        String digest = digest(rows, register);
        if (digest.equals(audit().recorded)) {
            return Beside.NOTHING;
        }
        List<RecordTask> tasks = new ArrayList<>();
        String name = STEP + digest.substring(0, DIGEST);
        EvidenceResult came = view.background().result(draft.status.attempt, name);
        if (came == null) {
            StepId id = new StepId(view.incident().getMetadata().getUid(), draft.status.attempt, name);
            tasks.add(new RecordTask.Account(id, RecordRules.facts(view, draft), rows, register));
        } else if (came.result().state() == StepState.Done) {
            audit().recorded = digest(IncidentAudit.of(view.incident(), draft.status, draft.now()), register);
            audit().pending = new ArrayList<>();
            draft.condition(CONDITION, Conditions.TRUE, Reason.Audited, "all that was changed stands in the ledger");
        } else {
            draft.condition(
                    CONDITION,
                    Conditions.FALSE,
                    came.result().reason(),
                    came.result().message());
        }
        return new Beside(tasks, Conditions.FALSE.equals(draft.valueOf(CONDITION)) ? retry() : null);
    }

    private List<AuditRow> rows() {
        return Stream.concat(
                        audit().pending.stream().map(AuditRow::of),
                        IncidentAudit.of(view.incident(), draft.status, draft.now()).stream())
                .toList();
    }

    private EvidenceRow register() {
        Phase phase = draft.status.phase;
        if (view.model() == null || phase != Phase.Mitigated && phase != Phase.Resolved && phase != Phase.Closed) {
            return null;
        }
        EvidenceRegister says = view.model().getSpec().evidenceRegister;
        return EvidenceRow.of(
                view.incident(),
                draft.status,
                says == null ? null : says.controlMapping,
                says == null ? null : says.owner,
                draft.now());
    }

    /** Of what an entry holds only its id counts: the ledger keeps what it was told first. */
    private static String digest(List<AuditRow> rows, EvidenceRow register) {
        return Digest.of(rows.stream().map(r -> r.id().toString()).collect(Collectors.joining(" "))
                + (register == null ? "" : register.json()));
    }

    private AuditStatus audit() {
        if (draft.status.audit == null) {
            draft.status.audit = new AuditStatus();
        }
        return draft.status.audit;
    }

    private Duration retry() {
        return draft.status.conditions.stream()
                .filter(c -> CONDITION.isOf(c))
                .map(Condition::getLastTransitionTime)
                .map(since -> RecordRules.retry(Instant.parse(since), draft.now()))
                .findFirst()
                .orElse(null);
    }
}
