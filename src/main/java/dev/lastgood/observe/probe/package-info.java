/**
 * How models are asked whether they behave: when each probe is due, which of them may ask now, and the board that counts
 * samples. Each kind of probe has a folder of its own. What follows from a verdict belongs in {@code decide}; informers
 * belong in {@code observe.kube}, which implements the look-ups that probes need.
 */
package dev.lastgood.observe.probe;
