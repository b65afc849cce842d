/** Faults that are planted in the real rules, and the proof that each invariant finds them. */
package dev.lastgood.simulator.planted;
