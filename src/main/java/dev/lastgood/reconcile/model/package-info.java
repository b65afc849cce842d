/** The loop over ModelDeployments: remember revisions, keep failed ones out, probe, report, record. */
package dev.lastgood.reconcile.model;
