package dev.lastgood.decide;

import dev.lastgood.api.RouteRecord;

/** The order to lead a route back to where it led. */
public record RouteRestore(RouteRecord record) implements ClusterAction {}
