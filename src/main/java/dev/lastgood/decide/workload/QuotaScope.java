package dev.lastgood.decide.workload;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ScopedResourceSelectorRequirement;
import java.util.List;

/** Which pods a ResourceQuota counts. */
final class QuotaScope {

    /** Returns whether the quota counts the pod; a scope that is not known here leaves it out. */
    static boolean covers(ResourceQuota quota, PodSpec pod) {
        var spec = quota.getSpec();
        if (spec == null) {
            return true;
        }
        List<String> scopes = spec.getScopes() == null ? List.of() : spec.getScopes();
        return scopes.stream().allMatch(scope -> covers(scope, pod))
                && (spec.getScopeSelector() == null
                        || spec.getScopeSelector().getMatchExpressions() == null
                        || spec.getScopeSelector().getMatchExpressions().stream()
                                .allMatch(expression -> covers(expression, pod)));
    }

    private static boolean covers(ScopedResourceSelectorRequirement expression, PodSpec pod) {
        if (!"PriorityClass".equals(expression.getScopeName())) {
            return covers(expression.getScopeName(), pod);
        }
        String priority = pod.getPriorityClassName();
        boolean named = priority != null && !priority.isEmpty();
        return switch (expression.getOperator()) {
            case "In" -> named && expression.getValues().contains(priority);
            case "NotIn" -> !named || !expression.getValues().contains(priority);
            case "Exists" -> named;
            case "DoesNotExist" -> !named;
            default -> false;
        };
    }

    private static boolean covers(String scope, PodSpec pod) {
        return switch (scope) {
            case "NotTerminating" -> pod.getActiveDeadlineSeconds() == null;
            case "Terminating" -> pod.getActiveDeadlineSeconds() != null;
            case "BestEffort" -> PodUsage.isNone(pod);
            case "NotBestEffort" -> !PodUsage.isNone(pod);
            case "PriorityClass" ->
                pod.getPriorityClassName() != null
                        && !pod.getPriorityClassName().isEmpty();
            default -> false;
        };
    }

    private QuotaScope() {}
}
