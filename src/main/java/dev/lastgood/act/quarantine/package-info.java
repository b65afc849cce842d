/**
 * Keeps a failed revision out of the cluster and lets it in again, and asks the API server whether it is kept out. The policies
 * that do so are in the Helm chart.
 */
package dev.lastgood.act.quarantine;
