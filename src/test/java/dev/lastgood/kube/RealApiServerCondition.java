package dev.lastgood.kube;

import dev.lastgood.suite.Suite;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides for {@link RealApiServer}; searches once per JVM. */
final class RealApiServerCondition implements ExecutionCondition {

    private static ConditionEvaluationResult result;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return evaluate();
    }

    private static synchronized ConditionEvaluationResult evaluate() {
        if (result == null) {
            result = search();
        }
        if (result.isDisabled() && Suite.IN_CI) {
            throw new IllegalStateException(result.getReason().orElseThrow());
        }
        return result;
    }

    private static ConditionEvaluationResult search() {
        try {
            return ConditionEvaluationResult.enabled(
                    "Kubernetes " + KubeSearch.find(true).version());
        } catch (KubeUnavailable e) {
            return ConditionEvaluationResult.disabled(e.getMessage());
        }
    }
}
