/**
 * What all acts share: guarded JSON patches, reads of raw JSON, the labels that tie objects to a workload, and the view that acts have of the
 * cluster. Nothing here decides what to change.
 */
package dev.lastgood.act.kube;
