package dev.lastgood.kube;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides for {@link RealApiServer}; searches once per JVM. */
final class RealApiServerCondition implements ExecutionCondition {

    private static final boolean IN_CI = "true".equals(System.getenv("CI"));

    private static ConditionEvaluationResult result;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return evaluate();
    }

    private static synchronized ConditionEvaluationResult evaluate() {
        if (result == null) {
            result = search();
        }
        if (result.isDisabled() && IN_CI) {
            throw new IllegalStateException(result.getReason().orElseThrow());
        }
        return result;
    }

    private static ConditionEvaluationResult search() {
        try {
            return ConditionEvaluationResult.enabled(
                    "Kubernetes " + KubeSearch.find(true).version());
        } catch (KubeUnavailable e) {
            if (!IN_CI) {
                System.err.println("Tests on a real API server are left out. " + e.getMessage());
            }
            return ConditionEvaluationResult.disabled(e.getMessage());
        }
    }
}
