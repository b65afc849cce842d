package dev.lastgood.decide.quarantine;

/** What the API server did when it was asked, without effect, to bring a quarantined revision back. */
public enum Enforcement {
    /** Refused, in the words of our policy. */
    Enforced,
    /** It would have let it in. */
    NotEnforced,
    /** Not asked yet, or the answer says nothing of our policy. */
    Unknown
}
