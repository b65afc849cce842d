package dev.lastgood.api.probe;

/** Which of several series must be bad. */
public enum SeriesRule {
    /** One of them is enough. */
    Any,
    /** Each of them. */
    All
}
