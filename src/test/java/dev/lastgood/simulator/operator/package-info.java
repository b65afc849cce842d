/** A short re-telling of the reconcilers and of what acts, around the real rules: each class says which ones it stands for. */
package dev.lastgood.simulator.operator;
