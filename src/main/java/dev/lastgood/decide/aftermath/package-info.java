/**
 * What follows an incident: updates and the retrospective that are due, the diagnosis, the draft of the post-mortem. Nothing in the
 * cluster changes because of it.
 */
package dev.lastgood.decide.aftermath;
