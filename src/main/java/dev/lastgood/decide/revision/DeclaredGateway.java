package dev.lastgood.decide.revision;

import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Workload;

/**
 * A workload as it is declared now, and what its models say about it.
 *
 * @param settings of all models that name the workload
 * @param noise what of the template carries no behavior
 */
public record DeclaredGateway(Workload workload, GatewaySettings settings, Noise noise) {}
