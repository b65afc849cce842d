/**
 * Calls about a model: its state, a rollback, a retraining, its runs and its bias reviews.
 */
package dev.lastgood.rest.model;
