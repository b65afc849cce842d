package dev.lastgood.api;

/** How bad it is: Sev0 is the worst. */
public enum Severity {
    Sev0,
    Sev1,
    Sev2,
    Sev3
}
