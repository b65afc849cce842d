package dev.lastgood.api.model;

/** What a rollback does with configuration that another workload uses, too. */
public enum SharedConfigMaps {
    /** The rollback is refused and the next rung follows. */
    Refuse,
    /** It is restored for both. */
    Restore
}
