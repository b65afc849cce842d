package dev.lastgood.api.model;

/** What a Job is run for. */
public enum RunAction {
    /** Makes a new version of the model. */
    Retrain,
    /** Tests what serves after a rollback. */
    Regression
}
