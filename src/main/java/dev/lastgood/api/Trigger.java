package dev.lastgood.api;

/** What the model did wrong. */
public enum Trigger {
    Hallucination,
    NonDeterminism,
    PIILeak,
    GatewayErrors,
    BiasDrift,
    Manual
}
