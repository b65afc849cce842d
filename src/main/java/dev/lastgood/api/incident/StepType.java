package dev.lastgood.api.incident;

/** What an incident goes through. */
public enum StepType {
    /** What the cluster shows, before anything is changed. */
    CaptureEvidence,
    /** Postgres: the incident in the ledger, the failed run, prompt digest and versions. */
    RecordEvidence,
    /** The guarded patch of the workload, with its configuration before it. */
    Rollback,
    /** Pods of the failed revision that never get ready, and for which a StatefulSet would wait, are deleted. */
    DeleteStuckPods,
    /** The restored revision really serves. */
    Verify,
    /** One flag is off. */
    DisableFlag,
    /** The route leads to its fallback. */
    SwitchRoute,
    /** What an incident switched is as it was before. */
    Restore,
    /** Postgres: the failed run is marked. */
    FailRun,
    /** Postgres: our rollback is a row of its own. */
    RecordRollback,
    /** Postgres: that row has its end. */
    FinishRollback,
    /** Postgres: the model's bias review is due soon. */
    BiasReview,
    /** A Job tests what was restored. */
    Regression,
    /** A Job makes a new version of the model. */
    Retrain
}
