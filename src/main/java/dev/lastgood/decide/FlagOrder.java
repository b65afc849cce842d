package dev.lastgood.decide;

import dev.lastgood.api.Flag;
import java.util.List;

/** The order to switch flags off, in this order. */
public record FlagOrder(List<Flag> flags) implements ClusterAction {}
