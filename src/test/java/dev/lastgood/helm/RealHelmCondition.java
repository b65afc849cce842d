package dev.lastgood.helm;

import dev.lastgood.suite.Suite;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides for {@link RealHelm}. */
public final class RealHelmCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        if (missing.isPresent() && Suite.IN_CI) {
            throw new IllegalStateException(missing.get());
        }
        return missing.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("both versions of Helm were built"));
    }

    /** Builds both versions if necessary; why that is not possible, or empty. */
    public static Optional<String> missing() {
        try {
            for (HelmVersion version : HelmVersion.values()) {
                version.program();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no Helm: " + e.getMessage() + "; put Go 1.26 or newer on the PATH");
        }
    }
}
