package dev.lastgood.api.model;

/** What is known of a revision. */
public enum RevisionState {
    /** Declared, but no pod runs it yet. */
    NotRunning,
    /** It serves or served, and has not earned Good. */
    Candidate,
    /** It earned Good, or a person declared it. */
    Good,
    /** An incident rolled it back: it cannot earn Good and is kept out by the admission policy. */
    Quarantined
}
