-- The tables that the runbook works on, as other software already has them. Lastgood never creates or changes a table of
-- these; this file is for the demo and the tests.
CREATE TABLE ai_model_runs (
    id             uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    model_id       text        NOT NULL,
    action         text        NOT NULL CHECK (action IN ('retrain', 'rollback', 'bias_review')),
    status         text        NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'processing', 'succeeded', 'failed')),
    target_version text,
    triggered_by   text,
    git_ref        text,
    trace_id       text,
    reason         text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    started_at     timestamptz,
    completed_at   timestamptz,
    error_message  text
);
CREATE INDEX ai_model_runs_model ON ai_model_runs (model_id, created_at DESC);

CREATE TABLE admin_ai_prompts (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id          uuid,
    run_id          uuid        REFERENCES ai_model_runs (id),
    trigger         text,
    model           text        NOT NULL,
    prompt_digest   text        NOT NULL,
    response_digest text,
    prompt_payload  jsonb       NOT NULL DEFAULT '{}',
    trace_id        text,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX admin_ai_prompts_run ON admin_ai_prompts (run_id, created_at DESC);
CREATE INDEX admin_ai_prompts_trace ON admin_ai_prompts (trace_id, created_at DESC);
CREATE INDEX admin_ai_prompts_model ON admin_ai_prompts (model, created_at DESC);

CREATE TABLE ai_model_bias_reviews (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    model_id      text        NOT NULL,
    run_id        uuid        REFERENCES ai_model_runs (id),
    status        text        NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'acknowledged', 'completed')),
    scheduled_for timestamptz,
    stakeholders  text[]      NOT NULL DEFAULT '{}',
    checklist_url text        NOT NULL,
    trace_id      text
);
