/**
 * What Lastgood knows of the cluster without asking the API server: one repository for each watched kind, the start of
 * their informers, and the observer that puts a gateway's view together. A repository answers questions about its own kind
 * and changes nothing in the cluster. Judgment belongs in {@code decide}, and requests that change something belong in
 * {@code act}.
 */
package dev.lastgood.observe.kube;
