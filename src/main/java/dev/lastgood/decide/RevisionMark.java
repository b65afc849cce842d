package dev.lastgood.decide;

/** The order to change what is remembered of a revision. */
public record RevisionMark(Revision before, Revision after) implements ClusterAction {}
