package dev.lastgood.decide.action;

import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.model.Flag;

/** The order to put a flag back as it was. */
public record FlagRestore(Flag flag, FlagRecord record) implements ClusterAction {}
