/**
 * Postgres: the ledger of incidents, the run that failed, the run that a rollback is, and the evidence. Blocking, limited in
 * time, safe for several threads; called by a worker, never inside a reconcile.
 */
package dev.lastgood.record;
