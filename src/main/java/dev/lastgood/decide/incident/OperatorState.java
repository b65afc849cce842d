package dev.lastgood.decide.incident;

/**
 * The state of the operator itself.
 *
 * @param paused the whole operator changes nothing
 * @param leaderTerm the term of the pod that leads, for the ledger
 */
public record OperatorState(boolean paused, long leaderTerm) {}
