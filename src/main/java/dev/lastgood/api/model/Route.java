package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ObjectRef;
import io.fabric8.generator.annotation.Required;

/** The route that brings users to the model, and where to instead. */
public class Route {

    @JsonPropertyDescription(
            "The HTTPRoute (gateway.networking.k8s.io/v1) in the namespace of this object. Where it is missing, or the cluster does not "
                    + "know that kind, the step fails with RouteMissing or RouteNotServed and a person must act.")
    @Required
    public ObjectRef httpRouteRef;

    @JsonPropertyDescription(
            "Only rules that send to this Service are switched. Default: all rules that send to any backend.")
    public ObjectRef backendRef;

    @JsonPropertyDescription("Where requests go instead.")
    @Required
    public RouteFallback fallback;
}
