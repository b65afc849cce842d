package dev.lastgood.decide.action;

/** What is to be changed in the cluster next; one thing at a time. */
public sealed interface ClusterAction
        permits Rollback, StuckPodDeletion, FlagOrder, FlagCheck, FlagRestore, RouteOrder, RouteRestore, RevisionMark {}
