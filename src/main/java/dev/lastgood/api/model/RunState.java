package dev.lastgood.api.model;

/** How far a run is; a row in ai_model_runs says the same in lower case. States move on, never back. */
public enum RunState {
    /** The Job is there and no pod of it is active yet. */
    Queued,
    /** A pod of it is, or was, active. */
    Processing,
    Succeeded,
    /** It failed, or nobody can say any more how it ended (reason JobDeleted). */
    Failed;

    public boolean isOver() {
        return this == Succeeded || this == Failed;
    }
}
