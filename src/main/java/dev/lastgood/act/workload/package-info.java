/**
 * Restores a workload: its template, its ConfigMaps and the ownership of what was restored, and deletes pods that would block
 * the restored revision. Each write is guarded by what was seen.
 */
package dev.lastgood.act.workload;
