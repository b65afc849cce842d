package dev.lastgood.api.incident;

/** Where an incident stands. */
public enum Phase {
    /** Seen; nothing was changed yet, and the condition Ready says what it waits for. */
    Open,
    /** The plan waits for a person's approval (spec.response.approvedPlan); nothing was changed. */
    Suggested,
    /** The rollback is under way, or the flags are being switched off. */
    Stabilizing,
    /** The ladder is exhausted, or what to do is not for a machine to say: a person must act. */
    NeedsHuman,
    /** Users are no longer hit: another revision serves, or the flags are off. */
    Mitigated,
    /** A resolution was given, or the probes were good for long; it is Closed once all answers are there. */
    Resolved,
    /** Over, and nothing more is asked of anybody. */
    Closed,
    /** An old incident: recorded, never acted upon. */
    RecordedOnly;

    /** No further change to the cluster follows from this incident. */
    public boolean isOver() {
        return this == Resolved || this == Closed || this == RecordedOnly;
    }
}
