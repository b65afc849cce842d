package dev.lastgood.decide.action;

import dev.lastgood.api.incident.RouteRecord;

/** The order to lead a route back to where it led. */
public record RouteRestore(RouteRecord record) implements ClusterAction {}
