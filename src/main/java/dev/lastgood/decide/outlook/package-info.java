/**
 * What a rollback would come to if it were needed now, and why it would not work. Asking the API server belongs in
 * {@code act.workload}, the times of asking in {@code reconcile.model}.
 */
package dev.lastgood.decide.outlook;
