package dev.lastgood.decide.revision;

import dev.lastgood.decide.workload.Workload;

/**
 * A workload as it is declared now, and what its models say about it.
 *
 * @param settings of all models that name the workload
 */
public record DeclaredGateway(Workload workload, GatewaySettings settings) {}
