/**
 * What all rules of an incident share: the view that they read, the draft of the next status that they write, phases, mode, breaker,
 * the names of steps and their results. A rule that decides belongs in one of the packages above.
 */
package dev.lastgood.decide.incident;
