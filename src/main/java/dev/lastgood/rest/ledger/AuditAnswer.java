package dev.lastgood.rest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.lib.Json;
import dev.lastgood.record.AuditSubject;
import dev.lastgood.record.LedgerQueries.Audited;
import dev.lastgood.record.LedgerQueries.Page;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of the audit. */
@Schema(description = "A page of the audit, newest first")
record AuditAnswer(
        @Schema(description = "The entries") List<Entry> entries,
        @Schema(description = "Write it as ?after= for the following page; absent: there is none") String next) {

    @Schema(description = "Who asked, by what way, what changed, before and after")
    record Entry(
            @Schema(description = "Its id") UUID id,
            @Schema(description = "When") Instant at,
            @Schema(description = "The namespace of the model") String namespace,
            @Schema(description = "The model's key") String modelId,
            @Schema(description = "The name of the incident; absent: of the model, and of no incident") String incident,
            @Schema(description = "The uid of the incident, likewise") String incidentUid,
            @Schema(description = "Who") String actor,
            @Schema(description = "REST, Webhook, Probe, KubernetesAPI or Operator") String way,
            @Schema(description = "What was done", examples = "rollback") String action,
            @Schema(description = "Why, in CamelCase") String reason,
            @Schema(description = "How it was; absent: there was nothing") JsonNode before,
            @Schema(description = "How it is; absent: there is nothing") JsonNode after) {}

    static AuditAnswer of(Page<Audited> page) {
        return new AuditAnswer(
                page.rows().stream().map(AuditAnswer::entry).toList(),
                page.next() == null ? null : page.next().toString());
    }

    private static Entry entry(Audited audited) {
        AuditSubject subject = audited.subject();
        AuditRow row = audited.row();
        return new Entry(
                row.id(),
                row.at(),
                subject.namespace(),
                subject.modelId(),
                subject.incident(),
                subject.incidentUid(),
                row.actor(),
                row.way(),
                row.action(),
                row.reason(),
                tree(row.before()),
                tree(row.after()));
    }

    private static JsonNode tree(String json) {
        return json == null ? null : Json.parse(json);
    }
}
