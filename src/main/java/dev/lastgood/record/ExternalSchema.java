package dev.lastgood.record;

import dev.lastgood.config.DatabaseConfig;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The tables that are not ours, and what Lastgood does with each column. What it selects (s), inserts (i) and updates (u)
 * here is what {@code db/grants.sql} grants.
 *
 * @param reviews not everybody has it: it is checked where it is used, see {@link Database.Session#reviews}
 */
record ExternalSchema(ExternalTable runs, ExternalTable prompts, ExternalTable reviews) {

    static ExternalSchema of(DatabaseConfig config) throws MisconfiguredException {
        DatabaseConfig.Runs.Columns run = config.runs().columns();
        DatabaseConfig.Prompts.Columns prompt = config.prompts().columns();
        DatabaseConfig.BiasReviews.Columns review = config.biasReviews().columns();
        return new ExternalSchema(
                new ExternalTable("lastgood.database.runs", config.runs().table())
                        .column("id", run.id(), "si")
                        .column("model_id", run.modelId(), "si")
                        .column("action", run.action(), "si")
                        .column("status", run.status(), "siu")
                        .column("target_version", run.targetVersion(), "si")
                        .column("triggered_by", run.triggeredBy(), "si")
                        .column("git_ref", run.gitRef(), "i")
                        .column("trace_id", run.traceId(), "i")
                        .column("reason", run.reason(), "i")
                        .column("created_at", run.createdAt(), "si")
                        .column("updated_at", run.updatedAt(), "iu")
                        .column("started_at", run.startedAt(), "iu")
                        .column("completed_at", run.completedAt(), "su")
                        .column("error_message", run.errorMessage(), "su"),
                new ExternalTable("lastgood.database.prompts", config.prompts().table())
                        .column("run_id", prompt.runId(), "s")
                        .column("model", prompt.model(), "s")
                        .column("prompt_digest", prompt.promptDigest(), "s")
                        .column("prompt_payload", prompt.promptPayload(), "s")
                        .column("trace_id", prompt.traceId(), "s")
                        .column("created_at", prompt.createdAt(), "s"),
                new ExternalTable(
                                "lastgood.database.bias-reviews",
                                config.biasReviews().table())
                        .column("id", review.id(), "si")
                        .column("model_id", review.modelId(), "si")
                        .column("run_id", review.runId(), "siu")
                        .column("status", review.status(), "si")
                        .column("scheduled_for", review.scheduledFor(), "siu")
                        .column("stakeholders", review.stakeholders(), "iu")
                        .column("checklist_url", review.checklistUrl(), "iu")
                        .column("trace_id", review.traceId(), "siu"));
    }

    void check(Connection connection, String role) throws SQLException, MisconfiguredException {
        runs.check(connection, role);
        prompts.check(connection, role);
        String payload = prompts.type("prompt_payload");
        if (!payload.equals("jsonb") && !payload.equals("json")) {
            throw new MisconfiguredException("The column of lastgood.database.prompts.columns.prompt-payload is "
                    + payload + ", not json or jsonb: name the one that holds promptVersions");
        }
    }

    /** @return the grant for whichever table the server's message names, else both */
    String grantFor(String serverMessage, String role) {
        for (ExternalTable table : new ExternalTable[] {runs, prompts, reviews}) {
            String bare = table.name().substring(table.name().lastIndexOf('.') + 1);
            if (serverMessage.endsWith(" " + bare)) {
                return table.grants(role);
            }
        }
        return runs.grants(role) + "; " + prompts.grants(role);
    }
}
