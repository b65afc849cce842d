-- Who asked, by what way, what changed, before and after. Never a person's data or a prompt: nothing here is ever changed.
CREATE TABLE audit (
    id            uuid        PRIMARY KEY,
    at            timestamptz NOT NULL,
    namespace     text        NOT NULL,
    model_id      text        NOT NULL,
    -- NULL: of the model, and of no incident.
    incident      text,
    incident_uid  text,
    actor         text        NOT NULL,
    -- REST, Webhook, Probe, KubernetesAPI or Operator.
    way           text        NOT NULL,
    action        text        NOT NULL,
    reason        text        NOT NULL,
    before        jsonb,
    after         jsonb,
    -- NULL: written by who need not be the leader.
    fencing_epoch bigint,
    recorded_at   timestamptz NOT NULL DEFAULT now()
);
-- The newest first, page by page.
CREATE INDEX audit_newest ON audit (namespace, at DESC, id DESC);

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only added to: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
-- Also in a session that plays a replica, where triggers are off otherwise.
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_is_only_added_to;

-- The rows of the evidence register, one per incident.
CREATE TABLE evidence (
    incident_uid    text        PRIMARY KEY,
    evidence_id     text        NOT NULL,
    namespace       text        NOT NULL,
    model_id        text        NOT NULL,
    incident        text        NOT NULL,
    artifact        text        NOT NULL,
    location        text        NOT NULL,
    control_mapping text        NOT NULL,
    owner           text        NOT NULL,
    last_reviewed   text        NOT NULL,
    fencing_epoch   bigint      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX evidence_newest ON evidence (namespace, created_at DESC, incident_uid DESC);
