-- What the running login (lastgood.database.username) needs on the tables that are not Lastgood's own. Put its role for
-- ${role}, and your own names where they differ. Run it as the owner of the tables. Lastgood's own tables are granted by
-- the migration.
GRANT SELECT (id, model_id, action, status, target_version, triggered_by, created_at, completed_at, error_message),
      INSERT (id, model_id, action, status, target_version, triggered_by, git_ref, trace_id, reason, created_at, updated_at, started_at),
      UPDATE (status, error_message, completed_at, updated_at)
   ON ai_model_runs TO ${role};
-- prompt_payload holds the prompts. Lastgood reads two paths of it and never a text; where even that is too much, give it
-- a view with the same columns (lastgood.database.prompts.table) whose prompt_payload holds nothing but promptVersions.
GRANT SELECT (run_id, model, prompt_digest, prompt_payload, trace_id, created_at) ON admin_ai_prompts TO ${role};

-- With row-level security on, the role also needs policies, e.g.:
-- CREATE POLICY lastgood_runs ON ai_model_runs TO ${role} USING (true) WITH CHECK (true);
-- CREATE POLICY lastgood_prompts ON admin_ai_prompts FOR SELECT TO ${role} USING (true);

-- The migrating login (lastgood.database.migration-username) needs: GRANT CREATE ON DATABASE <database> TO <role>;
