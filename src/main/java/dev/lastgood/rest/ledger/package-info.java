/**
 * Calls that read the ledger: evidence and audit.
 */
package dev.lastgood.rest.ledger;
