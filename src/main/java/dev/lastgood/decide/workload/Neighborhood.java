package dev.lastgood.decide.workload;

import java.util.List;

/**
 * What other objects of the namespace mean for a workload.
 *
 * @param owner the controller that writes the workload; null if nothing owns it
 * @param sharing who else uses the ConfigMaps of the declared revision
 * @param foreign ConfigMaps of the template that are not part of a revision, because a controller writes them
 */
public record Neighborhood(OwningController owner, Sharing sharing, List<ForeignConfigMap> foreign) {

    /** No other object has to do with the workload. */
    public static final Neighborhood NONE = new Neighborhood(null, Sharing.NONE, List.of());
}
