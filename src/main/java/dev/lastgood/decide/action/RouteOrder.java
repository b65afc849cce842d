package dev.lastgood.decide.action;

import dev.lastgood.api.model.Route;

/**
 * The order to lead a route to its fallback.
 *
 * @param look true: look only, so that what stands there now is in the status before it is changed
 * @param dryRun true: the API server is asked only
 */
public record RouteOrder(Route route, boolean look, boolean dryRun) implements ClusterAction {}
