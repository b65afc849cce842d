/**
 * The model world checked against the real one: a short history is played in both, by the operator's own process on a real API
 * server in the second one, and both must come to the same end.
 */
package dev.lastgood.simulator.real;
