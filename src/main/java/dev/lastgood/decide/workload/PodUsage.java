package dev.lastgood.decide.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What one pod counts for in a ResourceQuota. */
final class PodUsage {

    /** A quota may name the requests of these without a prefix. */
    private static final Set<String> NATIVE = Set.of("cpu", "memory", "ephemeral-storage");

    /** Returns the amount by the resource's name in a quota, such as {@code pods} or {@code limits.memory}. */
    static Map<String, BigDecimal> of(PodSpec pod) {
        Map<String, BigDecimal> usage = new HashMap<>();
        usage.put("pods", BigDecimal.ONE);
        usage.put("count/pods", BigDecimal.ONE);
        total(pod, PodUsage::requests).forEach((resource, amount) -> {
            usage.put("requests." + resource, amount);
            if (NATIVE.contains(resource)) {
                usage.put(resource, amount);
            }
        });
        total(pod, PodUsage::limits).forEach((resource, amount) -> usage.put("limits." + resource, amount));
        return usage;
    }

    /** Whether no container asks for anything, which makes the pod BestEffort. */
    static boolean isNone(PodSpec pod) {
        return total(pod, PodUsage::requests).isEmpty()
                && total(pod, PodUsage::limits).isEmpty();
    }

    /** Init containers run one after the other, those that restart always go on beside the rest. */
    private static Map<String, BigDecimal> total(PodSpec pod, Function<Container, Map<String, Quantity>> of) {
        Map<String, BigDecimal> beside = new HashMap<>();
        Map<String, BigDecimal> highest = new HashMap<>();
        for (Container container : list(pod.getInitContainers())) {
            Map<String, BigDecimal> own = amounts(of.apply(container));
            if ("Always".equals(container.getRestartPolicy())) {
                own.forEach((resource, amount) -> beside.merge(resource, amount, BigDecimal::add));
            } else {
                own.forEach((resource, amount) -> highest.merge(
                        resource, amount.add(beside.getOrDefault(resource, BigDecimal.ZERO)), BigDecimal::max));
            }
        }
        list(pod.getContainers()).forEach(container -> amounts(of.apply(container))
                .forEach((resource, amount) -> beside.merge(resource, amount, BigDecimal::add)));
        beside.forEach((resource, amount) -> highest.merge(resource, amount, BigDecimal::max));
        amounts(pod.getOverhead()).forEach((resource, amount) -> highest.merge(resource, amount, BigDecimal::add));
        return highest;
    }

    private static Map<String, Quantity> requests(Container container) {
        ResourceRequirements resources = container.getResources();
        if (resources == null) {
            return Map.of();
        }
        // A limit without a request is also the request.
        Map<String, Quantity> requests = new HashMap<>(limits(container));
        requests.putAll(resources.getRequests() == null ? Map.of() : resources.getRequests());
        return requests;
    }

    private static Map<String, Quantity> limits(Container container) {
        ResourceRequirements resources = container.getResources();
        return resources == null || resources.getLimits() == null ? Map.of() : resources.getLimits();
    }

    private static Map<String, BigDecimal> amounts(Map<String, Quantity> quantities) {
        Map<String, BigDecimal> amounts = new HashMap<>();
        if (quantities != null) {
            quantities.forEach((resource, quantity) -> amounts.put(resource, quantity.getNumericalAmount()));
        }
        return amounts;
    }

    private static List<Container> list(List<Container> containers) {
        return containers == null ? List.of() : containers;
    }

    private PodUsage() {}
}
