package dev.lastgood.api;

/** Which of several series must be bad. */
public enum SeriesRule {
    /** One of them is enough. */
    Any,
    /** Each of them. */
    All
}
