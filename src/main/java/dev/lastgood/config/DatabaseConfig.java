package dev.lastgood.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * The Postgres in which model runs and prompts stand, and in which Lastgood keeps its ledger. Without {@link #url()} the
 * operator works and says {@code DatabaseNotConfigured}.
 */
@ConfigMapping(prefix = "lastgood.database")
public interface DatabaseConfig {

    /** False: no database is used, even if a URL is set. */
    @WithDefault("true")
    boolean enabled();

    /**
     * {@code jdbc:postgresql://host:5432/database}, or {@code postgres://user:password@host:5432/database}. None:
     * {@code DatabaseNotConfigured}.
     */
    Optional<String> url();

    /** The login that runs. It needs what {@code src/main/resources/db/grants.sql} grants, nothing else. */
    Optional<String> username();

    /** The password of {@link #username()}. */
    Optional<String> password();

    /** The schema of Lastgood's own tables. Two operators that must not know each other's incidents take two. */
    @WithDefault("lastgood")
    String schema();

    /** False: somebody else makes the tables, by the files in {@code src/main/resources/db/migration}. */
    @WithDefault("true")
    boolean migrate();

    /** Another address for the migration, e.g. past a transaction pooler; default {@link #url()}. */
    Optional<String> migrationUrl();

    /** The login that creates and changes the ledger's tables; default {@link #username()}. */
    Optional<String> migrationUsername();

    /** The password of {@link #migrationUsername()}; default {@link #password()} if the login is the same. */
    Optional<String> migrationPassword();

    /** How long connecting may take. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** How long one statement may take. */
    @WithDefault("5s")
    Duration statementTimeout();

    /** How long a statement may wait for somebody else's lock. */
    @WithDefault("3s")
    Duration lockTimeout();

    /** How many connections at most. Idle ones are closed after a minute. */
    @WithDefault("4")
    int poolSize();

    /** The table of model runs. */
    Runs runs();

    /** The table of prompts. */
    Prompts prompts();

    /** The table of reviews for bias. */
    BiasReviews biasReviews();

    /** The table of model runs. */
    interface Runs {
        /**
         * Your table of runs: {@code table} or {@code schema.table}, in the case in which Postgres stores it.
         */
        @WithDefault("ai_model_runs")
        String table();

        /** Its columns. */
        Columns columns();

        /** How the columns are called, in the case in which Postgres stores them. */
        interface Columns {
            /** The primary key, a uuid. */
            @WithDefault("id")
            String id();

            /** The key of the model, as in {@code spec.modelId}. */
            @WithDefault("model_id")
            String modelId();

            /** retrain, rollback, bias_review. */
            @WithDefault("action")
            String action();

            /** queued, processing, succeeded, failed. */
            @WithDefault("status")
            String status();

            /** The version that a run makes, or that a rollback returns to. */
            @WithDefault("target_version")
            String targetVersion();

            /** Who started the run; {@code lastgood} for our own. */
            @WithDefault("triggered_by")
            String triggeredBy();

            /** The commit or tag that a run takes. */
            @WithDefault("git_ref")
            String gitRef();

            /** The trace of the first bad answer. */
            @WithDefault("trace_id")
            String traceId();

            /** Why the run was started. */
            @WithDefault("reason")
            String reason();

            /** When the row was made. */
            @WithDefault("created_at")
            String createdAt();

            /** When the row was last changed. */
            @WithDefault("updated_at")
            String updatedAt();

            /** When the run began. */
            @WithDefault("started_at")
            String startedAt();

            /** When the run ended, whatever the end. */
            @WithDefault("completed_at")
            String completedAt();

            /** Why it failed. */
            @WithDefault("error_message")
            String errorMessage();
        }
    }

    /** The table of prompts. */
    interface Prompts {
        /**
         * Your table of prompts; digest and versions are read, never a prompt's text: {@code table} or {@code schema.table}, in the case in which Postgres stores it.
         */
        @WithDefault("admin_ai_prompts")
        String table();

        /** Its columns. */
        Columns columns();

        /** How the columns are called, in the case in which Postgres stores them. */
        interface Columns {
            /** The run that asked. */
            @WithDefault("run_id")
            String runId();

            /** The model that was asked. */
            @WithDefault("model")
            String model();

            /** The digest of the prompt. */
            @WithDefault("prompt_digest")
            String promptDigest();

            /** json or jsonb; only {@code promptVersions.system} and {@code .user} are read. */
            @WithDefault("prompt_payload")
            String promptPayload();

            /** The trace of the request. */
            @WithDefault("trace_id")
            String traceId();

            /** When it was asked. */
            @WithDefault("created_at")
            String createdAt();
        }
    }

    /** The table of reviews for bias. */
    interface BiasReviews {
        /**
         * Your table of reviews for bias; it need be there only where a model uses {@code spec.biasReview}: {@code table} or {@code schema.table}, in the case in which Postgres stores it.
         */
        @WithDefault("ai_model_bias_reviews")
        String table();

        /** Its columns. */
        Columns columns();

        /** How the columns are called, in the case in which Postgres stores them. */
        interface Columns {
            /** The key. */
            @WithDefault("id")
            String id();

            /** The model that is reviewed. */
            @WithDefault("model_id")
            String modelId();

            /** The run that the review is about. */
            @WithDefault("run_id")
            String runId();

            /** {@code pending}, {@code acknowledged} or {@code completed}. */
            @WithDefault("status")
            String status();

            /** When it is due. */
            @WithDefault("scheduled_for")
            String scheduledFor();

            /** Who reviews; an array of texts. */
            @WithDefault("stakeholders")
            String stakeholders();

            /** Where the checklist is. */
            @WithDefault("checklist_url")
            String checklistUrl();

            /** The trace of the bad answer. */
            @WithDefault("trace_id")
            String traceId();
        }
    }
}
