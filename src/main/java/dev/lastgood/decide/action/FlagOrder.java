package dev.lastgood.decide.action;

import dev.lastgood.api.model.Flag;
import java.util.List;

/**
 * The order to switch flags off, in this order.
 *
 * @param look true: look only, so that what stands there now is in the status before it is changed
 * @param dryRun true: the API server is asked only
 */
public record FlagOrder(List<Flag> flags, boolean look, boolean dryRun) implements ClusterAction {

    public FlagOrder(List<Flag> flags, boolean look) {
        this(flags, look, false);
    }
}
