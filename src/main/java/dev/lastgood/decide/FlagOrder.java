package dev.lastgood.decide;

import dev.lastgood.api.Flag;
import java.util.List;

/**
 * The order to switch flags off, in this order.
 *
 * @param look true: look only, so that what stands there now is in the status before it is changed
 */
public record FlagOrder(List<Flag> flags, boolean look) implements ClusterAction {}
