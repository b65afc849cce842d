package dev.lastgood.simulator.operator;

/** What happens to one request of the operator. */
public enum Fault {
    /** The API server refuses to answer, and nothing is done. */
    FAILS,
    /** It is done, and the answer is lost. */
    REPLY_LOST,
    /** The operator is killed before it asks. */
    KILLED_BEFORE,
    /** The operator is killed when it is done. */
    KILLED_AFTER
}
