package dev.lastgood.simulator.operator;

/** What a watch may be behind with. */
public enum Lag {
    INCIDENTS,
    MODELS,
    REVISIONS,
    WORKLOAD
}
