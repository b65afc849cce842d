package dev.lastgood.decide.action;

import dev.lastgood.api.model.Flag;
import java.util.List;

/** The order to look whether flags that were switched off still are. */
public record FlagCheck(List<Flag> flags) implements ClusterAction {}
