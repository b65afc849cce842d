package dev.lastgood.api.probe;

/** What a sample of a probe says. */
public enum Outcome {
    /** The answer is what is expected. */
    Good,
    /** An answer came, and it is not what is expected. */
    Bad,
    /** Nothing is known: not reached, no data, or the probe itself cannot be worked with. */
    Unknown
}
