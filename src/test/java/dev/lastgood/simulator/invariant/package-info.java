/** What must hold in every history, one class each; OpenFindings names what is known and not fixed yet. */
package dev.lastgood.simulator.invariant;
