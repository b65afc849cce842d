/**
 * Plays histories on virtual time: the real rules of {@code decide} in a model world that knows the truth. {@code world} is the cluster,
 * {@code operator} a short re-telling of the reconcilers and of what acts, {@code history} what happens, {@code invariant} what must
 * hold.
 */
package dev.lastgood.simulator;
