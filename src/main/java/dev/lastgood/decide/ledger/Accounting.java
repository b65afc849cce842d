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
import java.util.UUID;
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
        List<AuditRow> rows = IncidentAudit.of(view.incident(), before).rows(draft.now());
        AuditStatus audit = ownAudit();
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
        IncidentAudit audit = IncidentAudit.of(view.incident(), draft.status);
        EvidenceRow register = register();
        List<AuditEntry> earlier = audit().pending;
        String digest = digest(Stream.concat(earlier.stream().map(e -> e.id), ids(audit)), register);
        if (digest.equals(audit().recorded)) {
            return Beside.NOTHING;
        }
        List<RecordTask> tasks = new ArrayList<>();
        String name = STEP + digest.substring(0, DIGEST);
        EvidenceResult came = view.background().result(draft.status.attempt, name);
        if (came == null) {
            StepId id = new StepId(view.incident().getMetadata().getUid(), draft.status.attempt, name);
            List<AuditRow> rows = Stream.concat(earlier.stream().map(AuditRow::of), audit.rows(draft.now()).stream())
                    .toList();
            tasks.add(new RecordTask.Account(id, RecordRules.facts(view, draft), rows, register));
        } else if (came.result().state() == StepState.Done) {
            ownAudit().recorded = digest(ids(audit), register);
            ownAudit().pending = new ArrayList<>();
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
    private static String digest(Stream<String> ids, EvidenceRow register) {
        return Digest.of(ids.collect(Collectors.joining(" ")) + (register == null ? "" : register.json()));
    }

    private static Stream<String> ids(IncidentAudit audit) {
        return audit.ids().stream().map(UUID::toString);
    }

    private AuditStatus audit() {
        return draft.status.audit == null ? new AuditStatus() : draft.status.audit;
    }

    /** The same, to be written to. */
    private AuditStatus ownAudit() {
        draft.status.audit = draft.own(audit());
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
