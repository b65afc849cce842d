package dev.lastgood.decide;

import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.AuditEntry;
import dev.lastgood.api.AuditStatus;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.EvidenceRegister;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.StepState;
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
final class Accounting {

    static final String STEP = "audit-";

    private static final ConditionType CONDITION = ConditionType.Audited;
    private static final int PENDING = 64;
    private static final int DIGEST = 16;

    private final IncidentView view;
    private final Chronicle chronicle;
    private final List<RecordTask> tasks = new ArrayList<>();
    private Duration recheck;

    private Accounting(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.chronicle = chronicle;
    }

    static Accounting advance(IncidentView view, Chronicle chronicle) {
        Accounting accounting = new Accounting(view, chronicle);
        if (chronicle.status.phase != Phase.RecordedOnly
                && !Rehearsal.isAsked(view.incident())
                && chronicle.status.evidence != null) {
            accounting.keepEarlier();
            accounting.account();
        }
        return accounting;
    }

    List<RecordTask> tasks() {
        return tasks;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** What an earlier try did is overwritten by this one; what the ledger does not know of it must not be lost. */
    private void keepEarlier() {
        AIIncidentStatus before = view.incident().getStatus();
        if (before == null
                || before.evidence == null
                || before.phase == Phase.RecordedOnly
                || Objects.equals(before.attempt, chronicle.status.attempt)) {
            return;
        }
        List<AuditRow> rows = IncidentAudit.of(view.incident(), before, chronicle.now());
        AuditStatus audit = audit();
        List<AuditEntry> pending = new ArrayList<>(audit.pending);
        rows.stream().map(AuditRow::entry).forEach(pending::add);
        audit.pending = pending.size() <= PENDING ? pending : pending.subList(pending.size() - PENDING, pending.size());
    }

    private void account() {
        if (!chronicle.isOver(RecordRules.EVIDENCE)) {
            return; // it waits for the same database, and registers the incident
        }
        if (chronicle
                .step(RecordRules.EVIDENCE)
                .filter(s -> s.state == StepState.Skipped)
                .isPresent()) {
            return; // there is none, and the condition RunRecorded says so
        }
        List<AuditRow> rows = rows();
        EvidenceRow register = register();
        String digest = digest(rows, register);
        if (digest.equals(audit().recorded)) {
            return;
        }
        String name = STEP + digest.substring(0, DIGEST);
        EvidenceResult came = view.results().get(chronicle.status.attempt + "/" + name);
        if (came == null) {
            StepId id = new StepId(view.incident().getMetadata().getUid(), chronicle.status.attempt, name);
            tasks.add(new RecordTask.Account(id, RecordRules.facts(view, chronicle), rows, register));
        } else if (came.result().state() == StepState.Done) {
            audit().recorded = digest(IncidentAudit.of(view.incident(), chronicle.status, chronicle.now()), register);
            audit().pending = new ArrayList<>();
            chronicle.condition(
                    CONDITION, Conditions.TRUE, Reason.Audited, "all that was changed stands in the ledger");
        } else {
            chronicle.condition(
                    CONDITION,
                    Conditions.FALSE,
                    came.result().reason(),
                    came.result().message());
        }
        recheck = Conditions.FALSE.equals(chronicle.valueOf(CONDITION)) ? retry() : null;
    }

    private List<AuditRow> rows() {
        return Stream.concat(
                        audit().pending.stream().map(AuditRow::of),
                        IncidentAudit.of(view.incident(), chronicle.status, chronicle.now()).stream())
                .toList();
    }

    private EvidenceRow register() {
        Phase phase = chronicle.status.phase;
        if (view.model() == null || phase != Phase.Mitigated && phase != Phase.Resolved && phase != Phase.Closed) {
            return null;
        }
        EvidenceRegister says = view.model().getSpec().evidenceRegister;
        return EvidenceRow.of(
                view.incident(),
                chronicle.status,
                says == null ? null : says.controlMapping,
                says == null ? null : says.owner,
                chronicle.now());
    }

    /** Of what an entry holds only its id counts: the ledger keeps what it was told first. */
    private static String digest(List<AuditRow> rows, EvidenceRow register) {
        return Json.digest(rows.stream().map(r -> r.id().toString()).collect(Collectors.joining(" "))
                + (register == null ? "" : register.json()));
    }

    private AuditStatus audit() {
        if (chronicle.status.audit == null) {
            chronicle.status.audit = new AuditStatus();
        }
        return chronicle.status.audit;
    }

    private Duration retry() {
        return chronicle.status.conditions.stream()
                .filter(c -> CONDITION.isOf(c))
                .map(Condition::getLastTransitionTime)
                .map(since -> RecordRules.retry(Instant.parse(since), chronicle.now()))
                .findFirst()
                .orElse(null);
    }
}
