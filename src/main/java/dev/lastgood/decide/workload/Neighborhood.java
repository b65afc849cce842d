package dev.lastgood.decide.workload;

import java.util.List;

/**
 * What other objects of the namespace mean for a workload.
 *
 * @param owners the controllers above the workload, the first of which writes it; null if nothing owns it
 * @param sharing who else uses the ConfigMaps of the declared revision
 * @param foreign ConfigMaps of the template that are not part of a revision, because a controller writes them
 */
public record Neighborhood(OwnerChain owners, Sharing sharing, List<ForeignConfigMap> foreign) {

    /** No other object has to do with the workload. */
    public static final Neighborhood NONE = new Neighborhood(null, Sharing.NONE, List.of());
}
