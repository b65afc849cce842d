-- Lastgood's own memory: which incidents were acted on, and which of their steps are done.
-- Runs in the schema of lastgood.database.schema (default: lastgood).

-- One row per incident, attempt and uid. The same namespace, name and attempt under another uid is an old incident that
-- came again (a new cluster, a backup, Argo CD re-creating it).
CREATE TABLE incident (
    uid              text        NOT NULL,
    attempt          integer     NOT NULL,
    namespace        text        NOT NULL,
    name             text        NOT NULL,
    model_id         text        NOT NULL,
    trigger          text,
    severity         text,
    detected_at      timestamptz,
    suspect_revision text,
    suspect_version  text,
    -- The newest leader that wrote; an older one is refused.
    fencing_epoch    bigint      NOT NULL,
    registered_at    timestamptz NOT NULL DEFAULT now(),
    -- When the cluster was changed for it.
    acted_at         timestamptz,
    -- Evidence, pinned when it was read first, so that a second reading cannot choose another run.
    run_id           text,
    trace_id         text,
    prompt_digest    text,
    prompt_version_system text,
    prompt_version_user   text,
    PRIMARY KEY (uid, attempt)
);
CREATE INDEX incident_name ON incident (namespace, name, attempt);

-- One row per step that is done. Written in the transaction of its effect: a row that is there means that the effect is.
CREATE TABLE step (
    id            text        PRIMARY KEY,
    incident_uid  text        NOT NULL,
    attempt       integer     NOT NULL,
    reason        text        NOT NULL,
    message       text        NOT NULL,
    fencing_epoch bigint      NOT NULL,
    done_at       timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (incident_uid, attempt) REFERENCES incident (uid, attempt)
);
CREATE INDEX step_incident ON step (incident_uid, attempt);
