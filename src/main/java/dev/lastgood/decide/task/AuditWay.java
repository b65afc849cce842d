package dev.lastgood.decide.task;

/** By what way something was asked for. */
public enum AuditWay {
    /** Lastgood's own endpoints, under a user name that the API server gave. */
    REST,
    /** An alert that was posted. */
    Webhook,
    /** A probe of the model. */
    Probe,
    /** An object that was applied: by a person, or from Git. The API server's own audit knows whose token it was. */
    KubernetesAPI,
    /** Lastgood did it, since the incident asked for it. */
    Operator
}
