package dev.lastgood.api.incident;

/** Who opened an incident. */
public enum Source {
    /** A person, or Git. */
    Person,
    /** Lastgood itself, from probes of the model. */
    Probe,
    /** An alert that was posted. */
    Alert,
    /** Lastgood itself, because a quarantined revision came back. */
    Return
}
