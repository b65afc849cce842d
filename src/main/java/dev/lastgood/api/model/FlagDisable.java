package dev.lastgood.api.model;

/** When a flag is switched off. */
public enum FlagDisable {
    /** Where no revision can be restored, or the restored one does not serve. */
    WhenRollbackUnavailable,
    /** Beside the rollback, in each incident that changes something. */
    Always
}
