/**
 * What is written to Postgres about an incident and a revision: the failed run, the rollback as a run, audit entries, the evidence
 * register. The statements belong in {@code record}.
 */
package dev.lastgood.decide.ledger;
