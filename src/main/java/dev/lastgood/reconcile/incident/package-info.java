/** The loop over AIIncidents: observe, decide, act, record, notify. */
package dev.lastgood.reconcile.incident;
