package dev.lastgood.decide.workload;

import dev.lastgood.api.condition.Reason;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the ResourceQuotas of a namespace leave room for the first pod of a restored template. A dry run of the workload does
 * not show it, because its controller creates the pods. Defaults that a LimitRange would add are not counted.
 */
public final class QuotaRoom {

    private final Workload workload;
    private final boolean replaces;

    public QuotaRoom(Workload workload) {
        this.workload = workload;
        this.replaces = removesAPodFirst(workload);
    }

    /**
     * Returns which quota leaves no room.
     *
     * @param quotas of the workload's namespace; one without a status yet says nothing
     * @param target the pods to be created
     */
    public Optional<Obstacle> obstacle(List<ResourceQuota> quotas, PodSpec target) {
        if (desired() == 0) {
            return Optional.empty(); // no pod is to be created
        }
        List<String> shortages = quotas.stream()
                .flatMap(quota -> shortages(quota, target).stream())
                .toList();
        return shortages.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        Reason.QuotaExceeded,
                        "no pod of the revision to restore fits the namespace's quota: " + String.join(", ", shortages)
                                + ". Raise the quota or remove other pods"
                                + (replaces || workload.object() instanceof StatefulSet
                                        ? ""
                                        : ", or set spec.strategy.rollingUpdate.maxUnavailable of the Deployment to at "
                                                + "least one pod, so that an old pod makes room first")));
    }

    private List<String> shortages(ResourceQuota quota, PodSpec target) {
        List<String> shortages = new ArrayList<>();
        if (quota.getStatus() == null || quota.getStatus().getHard() == null || !QuotaScope.covers(quota, target)) {
            return shortages;
        }
        PodSpec present = workload.template().getSpec();
        Map<String, BigDecimal> needed = PodUsage.of(target);
        Map<String, BigDecimal> freed = replaces && QuotaScope.covers(quota, present) ? PodUsage.of(present) : Map.of();
        Map<String, Quantity> used = quota.getStatus().getUsed() == null
                ? Map.of()
                : quota.getStatus().getUsed();
        quota.getStatus().getHard().forEach((resource, hard) -> {
            BigDecimal need = needed.getOrDefault(resource, BigDecimal.ZERO);
            BigDecimal after = amount(used.get(resource))
                    .subtract(freed.getOrDefault(resource, BigDecimal.ZERO))
                    .add(need);
            if (need.signum() > 0 && after.compareTo(amount(hard)) > 0) {
                shortages.add("ResourceQuota " + quota.getMetadata().getName() + " has used "
                        + (used.get(resource) == null ? "0" : used.get(resource)) + " of " + hard + " " + resource
                        + ", and a pod needs " + need.stripTrailingZeros().toPlainString());
            }
        });
        return shortages;
    }

    private static BigDecimal amount(Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private int desired() {
        Integer replicas = workload.object() instanceof Deployment deployment
                ? deployment.getSpec().getReplicas()
                : ((StatefulSet) workload.object()).getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    /** A StatefulSet deletes each pod before it creates the next one; a Deployment only if it may be one pod short. */
    private static boolean removesAPodFirst(Workload workload) {
        if (!(workload.object() instanceof Deployment deployment)) {
            return true;
        }
        DeploymentSpec spec = deployment.getSpec();
        if (spec.getStrategy() == null) {
            return false;
        }
        if ("Recreate".equals(spec.getStrategy().getType())) {
            return true;
        }
        RollingUpdateDeployment rolling = spec.getStrategy().getRollingUpdate();
        int replicas = spec.getReplicas() == null ? 1 : spec.getReplicas();
        int unavailable = pods(rolling == null ? null : rolling.getMaxUnavailable(), replicas);
        // As the Deployment controller resolves a pair that would allow nothing.
        return unavailable > 0 || rolling != null && surge(rolling, replicas) == 0;
    }

    private static int surge(RollingUpdateDeployment rolling, int replicas) {
        IntOrString surge = rolling.getMaxSurge();
        return surge != null && percent(surge) != null
                ? (int) (((long) percent(surge) * replicas + 99) / 100)
                : pods(surge, replicas);
    }

    /** Rounded down, as for maxUnavailable; the default is 25 %. */
    private static int pods(IntOrString value, int replicas) {
        if (value == null) {
            return replicas / 4;
        }
        Integer percent = percent(value);
        return percent == null ? value.getIntVal() : (int) ((long) percent * replicas / 100);
    }

    private static Integer percent(IntOrString value) {
        String text = value.getStrVal();
        return text == null || !text.endsWith("%") ? null : Integer.valueOf(text.substring(0, text.length() - 1));
    }
}
