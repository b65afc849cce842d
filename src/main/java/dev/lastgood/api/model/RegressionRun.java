package dev.lastgood.api.model;

/** When the regression Job is run by itself. */
public enum RegressionRun {
    /** Once per attempt of an incident, when the revision that it restored serves. */
    OnMitigated,
    Never
}
