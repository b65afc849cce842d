package dev.lastgood.record;

import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.task.IncidentFacts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads {@code admin_ai_prompts}: digest, trace and versions. The text of a prompt never leaves the database. */
final class PromptTable {

    private final Database.Session session;
    private final ExternalTable prompts;

    PromptTable(Database.Session session) {
        this.session = session;
        this.prompts = session.tables().prompts();
    }

    /** @return the newest evidence from before detection, of the run, else of the trace, else of the model */
    PromptEvidence newest(IncidentFacts facts, UUID run) throws SQLException {
        String runId = run == null ? null : run.toString();
        Optional<PromptEvidence> found = newest("run_id", runId, facts, runId);
        if (found.isEmpty()) {
            found = newest(
                    "trace_id",
                    ModelRunTable.traceFor(prompts, facts.provenance().traceId()),
                    facts,
                    runId);
        }
        if (found.isEmpty()) {
            found = newest("model", facts.modelId(), facts, runId);
        }
        return found.orElseGet(() -> new PromptEvidence(null, facts.provenance().traceId(), Map.of(), runId));
    }

    private Optional<PromptEvidence> newest(String column, String value, IncidentFacts facts, String runId)
            throws SQLException {
        if (value == null) {
            return Optional.empty();
        }
        // left(): whoever writes a whole prompt where its version belongs does not get it copied.
        try (PreparedStatement query = session.on(
                prompts,
                """
                SELECT left({prompt_digest}::text, 200), left({trace_id}::text, 200),
                    left({prompt_payload} #>> '{promptVersions,system}', 100),
                    left({prompt_payload} #>> '{promptVersions,user}', 100)
                FROM {table} WHERE {created_at} < ? AND {"""
                        + column + "} = ? ORDER BY {created_at} DESC LIMIT 1")) {
            query.setString(1, String.valueOf(facts.fault().detectedAt()));
            query.setString(2, value);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new PromptEvidence(
                        row.getString(1),
                        row.getString(2) == null ? facts.provenance().traceId() : row.getString(2),
                        Ledger.versions(row.getString(3), row.getString(4)),
                        runId));
            }
        }
    }
}
