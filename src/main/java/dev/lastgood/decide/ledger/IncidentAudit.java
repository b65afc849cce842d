package dev.lastgood.decide.ledger;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.RouteRecord;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.AuditWay;
import dev.lastgood.lib.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The audit of an incident's try, made of its spec and status. Asked again it holds the same entries under the same ids,
 * and those that came since.
 */
final class IncidentAudit {

    private static final String OPERATOR = "lastgood";

    /**
     * What is to be a row.
     *
     * @param at null: it has no time of its own
     */
    private record Entry(
            String key,
            String at,
            String actor,
            AuditWay way,
            String action,
            String reason,
            Map<String, ?> before,
            Map<String, ?> after) {

        AuditRow row(Instant now) {
            return AuditRow.of(key, at == null ? now : Instant.parse(at), actor, way, action, reason, before, after);
        }
    }

    private final AIIncident incident;
    private final AIIncidentSpec spec;
    private final AIIncidentStatus status;
    private final List<Entry> entries = new ArrayList<>();

    private IncidentAudit(AIIncident incident, AIIncidentStatus status) {
        this.incident = incident;
        this.spec = incident.getSpec();
        this.status = status;
    }

    static IncidentAudit of(AIIncident incident, AIIncidentStatus status) {
        IncidentAudit audit = new IncidentAudit(incident, status);
        audit.people();
        for (Step step : status.steps) {
            if (step.state == StepState.Done && step.id.startsWith(status.attempt + "/")) {
                audit.step(step, step.id.substring(step.id.indexOf('/') + 1));
            }
        }
        audit.reverts();
        audit.released();
        return audit;
    }

    /** What the rows are known by: in most passes no more of them is needed. */
    List<UUID> ids() {
        return entries.stream().map(entry -> AuditRow.id(entry.key())).toList();
    }

    /** {@code now}: for what has no time of its own; the ledger keeps the first that it was told. */
    List<AuditRow> rows(Instant now) {
        return entries.stream().map(entry -> entry.row(now)).toList();
    }

    private void people() {
        add(
                "opened",
                incident.getMetadata().getCreationTimestamp(),
                opener(),
                openedBy(),
                "open",
                String.valueOf(spec.trigger),
                null,
                values("severity", spec.severity, "suspect", status.suspect, "drill", spec.drill ? "true" : null));
        if (status.attempt > 1) {
            add(
                    status.attempt + "/asked",
                    null,
                    Source.Person.name(),
                    AuditWay.KubernetesAPI,
                    "ask-again",
                    String.valueOf(spec.trigger),
                    null,
                    values("attempt", status.attempt));
        }
        String approved = spec.response == null ? null : spec.response.approvedPlan;
        if (approved != null && status.plan != null && approved.equals(status.plan.hash)) {
            person(
                    status.attempt + "/approved/" + approved,
                    null,
                    spec.response.approvedBy,
                    "approve",
                    Reason.PlanApproved,
                    values("plan", approved, "from", status.plan.from, "to", status.plan.to));
        }
        if (spec.acknowledgedBy != null) {
            add(
                    "acknowledged/" + spec.acknowledgedBy,
                    null,
                    spec.acknowledgedBy,
                    AuditWay.KubernetesAPI,
                    "acknowledge",
                    String.valueOf(spec.trigger),
                    null,
                    values("acknowledgedBy", spec.acknowledgedBy));
        }
        Resolution resolution = spec.resolution;
        if (resolution != null && status.phase != null && status.phase.isOver()) {
            person(
                    status.attempt + "/resolved/" + resolution.kind,
                    status.times.resolved != null ? status.times.resolved : status.times.closed,
                    resolution.resolvedBy,
                    "resolve",
                    resolution.kind == Resolution.Kind.FalseAlarm ? Reason.FalseAlarm : Reason.ResolutionGiven,
                    values("kind", resolution.kind, "restore", resolution.restore ? "true" : null));
        }
    }

    private void step(Step step, String name) {
        String at = step.finishedAt;
        switch (step.type) {
            case Rollback -> {
                if (Reason.Patched.name().equals(step.reason)) {
                    operator(step.id, at, "rollback", step.reason, before(), after());
                    operator(
                            step.id + "/quarantine",
                            at,
                            "quarantine",
                            Reason.RolledBack.name(),
                            values("revision", record().fromRevision),
                            values("revision", record().fromRevision, "state", RevisionState.Quarantined));
                }
            }
            case DeleteStuckPods ->
                operator(step.id, at, "delete-stuck-pods", step.reason, null, values("message", step.message));
            case DisableFlag -> flag(step, name.substring(StepName.FLAG.length()), at);
            case SwitchRoute -> {
                if (Reason.RouteSwitched.name().equals(step.reason) && status.route != null) {
                    operator(
                            step.id,
                            at,
                            "switch-route",
                            step.reason,
                            route(status.route.before),
                            route(status.route.after));
                }
            }
            case Restore -> restored(step, name, at);
            case FailRun -> {
                if (Reason.RunMarkedFailed.name().equals(step.reason)) {
                    operator(
                            step.id,
                            at,
                            "fail-run",
                            step.reason,
                            null,
                            values("run", status.evidence.runId, "status", "failed"));
                }
            }
            case BiasReview -> operator(step.id, at, "bias-review", step.reason, null, values("message", step.message));
            default -> {} // it looked, or it only recorded
        }
    }

    /** A flag's definition may name users: its digest is enough to tell one from another. */
    private void flag(Step step, String flag, String at) {
        FlagRecord record = status.flags.stream()
                .filter(r -> flag.equals(r.name))
                .findFirst()
                .orElse(null);
        if (record == null || !Reason.FlagOff.name().equals(step.reason)) {
            return;
        }
        int reverts = record.reverts == null ? 0 : record.reverts;
        for (int again = 0; again <= reverts; again++) {
            // Of one that was reverted before it could be written only the time of the last revert is known.
            operator(
                    step.id + (again == 0 ? "" : "/again/" + again),
                    again == reverts ? at : record.revertedAt,
                    "disable-flag",
                    step.reason,
                    flag(flag, record.before),
                    flag(flag, record.after));
        }
    }

    private void restored(Step step, String name, String at) {
        if (Reason.RouteRestored.name().equals(step.reason) && status.route != null) {
            operator(step.id, at, "restore-route", step.reason, route(status.route.after), route(status.route.before));
        } else if (Reason.FlagRestored.name().equals(step.reason)) {
            status.flags.stream()
                    .filter(r -> name.endsWith("/" + r.name))
                    .findFirst()
                    .ifPresent(r -> operator(
                            step.id, at, "restore-flag", step.reason, flag(r.name, r.after), flag(r.name, r.before)));
        }
    }

    /** Each return of the failed revision, and each answer to it. */
    private void reverts() {
        if (status.reverts == null || status.rollback == null) {
            return;
        }
        int count = status.reverts.count;
        List<String> times = status.reverts.recent;
        boolean answered = status.conditions.stream()
                .anyMatch(c -> ConditionType.Stabilized.isOf(c) && Conditions.TRUE.equals(c.getStatus()));
        for (int number = Math.max(1, count - times.size() + 1); number <= count; number++) {
            String at = times.get(times.size() - 1 - (count - number));
            String who = number == count ? status.reverts.by : null;
            String key = status.attempt + "/revert/" + number;
            add(
                    key,
                    at,
                    who == null ? "unknown" : who,
                    AuditWay.KubernetesAPI,
                    "revert",
                    Reason.Reverted.name(),
                    after(),
                    before());
            if (number < count || answered) {
                operator(key + "/restored", at, "rollback", Reason.Reverted.name(), before(), after());
            }
        }
    }

    private void released() {
        boolean falseAlarm = GivenResolution.isFalseAlarm(incident) && status.phase == Phase.Closed;
        if (falseAlarm && status.rollback != null) {
            operator(
                    status.attempt + "/released",
                    status.times.closed,
                    "release",
                    Reason.RestoredByFalseAlarm.name(),
                    values("revision", record().fromRevision, "state", RevisionState.Quarantined),
                    values("revision", record().fromRevision));
        }
    }

    private String opener() {
        return spec.requestedBy != null ? spec.requestedBy : source().name();
    }

    private Source source() {
        return spec.source == null ? Source.Person : spec.source;
    }

    private AuditWay openedBy() {
        if (spec.requestedBy != null) {
            return AuditWay.REST;
        }
        return switch (source()) {
            case Alert -> AuditWay.Webhook;
            case Probe -> AuditWay.Probe;
            case Return -> AuditWay.Operator;
            case Person -> AuditWay.KubernetesAPI;
        };
    }

    private RollbackRecord record() {
        return status.rollback == null ? new RollbackRecord() : status.rollback;
    }

    private Map<String, Object> before() {
        return values("revision", record().fromRevision, "version", record().fromVersion);
    }

    private Map<String, Object> after() {
        return values("revision", record().toRevision, "version", record().toVersion);
    }

    private static Map<String, Object> flag(String name, String definition) {
        return values("flag", name, "sha256", definition == null ? null : Digest.of(definition));
    }

    private Map<String, Object> route(String backends) {
        RouteRecord route = status.route;
        return values("route", route.name, "backendRefs", backends);
    }

    private static Map<String, Object> values(Object... namesAndValues) {
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                values.put(
                        String.valueOf(namesAndValues[i]),
                        namesAndValues[i + 1] instanceof Number n ? n : namesAndValues[i + 1].toString());
            }
        }
        return values;
    }

    /** REST writes who; where nobody stands there it was the API server's to know. */
    private void person(String key, String at, String who, String action, Reason reason, Map<String, Object> after) {
        add(
                key,
                at,
                who == null ? Source.Person.name() : who,
                who == null ? AuditWay.KubernetesAPI : AuditWay.REST,
                action,
                reason.name(),
                null,
                after);
    }

    private void operator(
            String key, String at, String action, String reason, Map<String, ?> before, Map<String, ?> after) {
        add(key, at, OPERATOR, AuditWay.Operator, action, reason, before, after);
    }

    private void add(
            String key,
            String at,
            String actor,
            AuditWay way,
            String action,
            String reason,
            Map<String, ?> before,
            Map<String, ?> after) {
        String id = incident.getMetadata().getUid() + "/" + key;
        entries.add(new Entry(id, at, actor, way, action, reason, before, after));
    }
}
