package dev.lastgood.decide;

import dev.lastgood.api.Flag;
import dev.lastgood.api.FlagRecord;

/** The order to put a flag back as it was. */
public record FlagRestore(Flag flag, FlagRecord record) implements ClusterAction {}
