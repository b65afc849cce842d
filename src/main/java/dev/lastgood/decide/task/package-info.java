/**
 * What is done beside the reconcile, in Postgres or as a Job, and what such a task carries. When a task is due is decided in
 * {@code decide.ledger} and {@code decide.run}.
 */
package dev.lastgood.decide.task;
