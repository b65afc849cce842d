package dev.lastgood.decide.action;

import dev.lastgood.decide.revision.Revision;

/** The order to change what is remembered of a revision. */
public record RevisionMark(Revision before, Revision after) implements ClusterAction {}
