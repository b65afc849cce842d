package dev.lastgood.record;

/**
 * How Postgres is, as of its last use.
 *
 * @param state which of the four
 * @param message one sentence for a person, without secrets
 */
public record DatabaseHealth(State state, String message) {

    /** What Postgres can be. */
    public enum State {
        /** No URL is set, or it is switched off. The operator works without. */
        NotConfigured,
        /** Not reached yet, or not any more. Tried again at the next use. */
        Unavailable,
        /** Reached, migrated, and the tables are as configured. */
        Ready,
        /** Reached, or not even tried, and a person must correct a setting, a grant or a table. */
        Misconfigured
    }
}
