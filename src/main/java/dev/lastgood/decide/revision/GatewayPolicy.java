package dev.lastgood.decide.revision;

import java.time.Duration;
import java.util.Set;

/**
 * What the ModelDeployments of one workload ask for, taken together: the longest soak, the longest history.
 *
 * @param minGoodSamples how many good samples a revision needs where there are probes
 * @param declaredGood names of revisions that a person declared good
 * @param released names of revisions that a person let out of quarantine
 */
public record GatewayPolicy(
        Duration soak,
        int minGoodSamples,
        int historyLimit,
        boolean configReload,
        Set<String> declaredGood,
        Set<String> released) {

    /** How long a running pod may take to see changed configuration (kubelet's sync period and its cache). */
    public static final Duration CONFIG_RELOAD = Duration.ofMinutes(2);
}
