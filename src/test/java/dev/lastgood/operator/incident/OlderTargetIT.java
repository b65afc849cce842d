package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** The last good revision cannot be restored any more, and the Good one before it is. */
@RealApiServer
class OlderTargetIT {

    private static final String INCIDENT = "wrong-prices";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of("LASTGOOD_ROLLBACK_CHECK", "2s"), 2);
    }

    private static Stage twoGoodThenBad(Stage stage, String second) {
        stage.apply(Stage.gateway("1.0") + "---\n" + Stage.model("")).awaitGood("1.0");
        stage.apply(second).awaitGood("1.1");
        return stage.apply(Stage.gateway("1.2")).awaitServing("1.2");
    }

    private static void awaitOutlook(Stage stage, String expected, String... words) {
        eventually(expected, () -> {
            Condition now = stage.model().getStatus().conditions.stream()
                    .filter(ConditionType.RollbackPossible::isOf)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no condition yet"));
            assertThat(now.getStatus() + "/" + now.getReason())
                    .as(now.getMessage())
                    .isEqualTo(expected);
            assertThat(now.getMessage()).contains(words);
        });
    }

    private static void restoresTheOlderOne(Stage stage, String reason, String because) {
        String refused = stage.revision("1.1").orElseThrow().name;
        String older = stage.revision("1.0").orElseThrow().name;
        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "refused-target/" + refused)).isEqualTo("Failed/" + reason);
        assertThat(Stage.step(incident, "refused-target/" + refused).orElseThrow().message)
                .contains(because, "the older Good revision " + older + " is tried instead");
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Done/Patched");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Done/Restored");
        assertThat(incident.getStatus().plan.to).isEqualTo(older);
        assertThat(incident.getStatus().timeline)
                .anySatisfy(line -> assertThat(line.message).contains("Rollback to " + refused + " refused"));
        assertThat(stage.image()).endsWith(":1.0");
    }

    private static String policy(Stage stage) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules:
                    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
                  validations:
                  - expression: "object.spec.template.spec.containers.all(c, !c.image.endsWith(':1.1'))"
                    message: 1.1 has a known vulnerability
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec:
                  policyName: %1$s
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}}
                """
                .formatted(stage.namespace());
    }

    @ConcurrentTest
    void anAdmissionPolicyThatIsYoungerThanTheLastGoodRevisionIsSaidAheadAndTheOneBeforeIsRestored() {
        Stage stage = twoGoodThenBad(operator.stage(), Stage.gateway("1.1"));
        awaitOutlook(stage, "True/RollbackRehearsed", "(1.1)");

        stage.apply(policy(stage));
        try {
            awaitOutlook(
                    stage,
                    "True/OlderRevisionRehearsed",
                    "an incident would restore " + stage.revision("1.0").orElseThrow().name,
                    "1.1 has a known vulnerability");
            restoresTheOlderOne(stage, "RefusedByAdmission", "1.1 has a known vulnerability");
        } finally {
            stage.kubectl("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", stage.namespace());
        }
    }

    @ConcurrentTest
    void aSecretOfTheLastGoodRevisionThatIsGoneIsNoReasonToRestoreNothing() {
        Stage stage = operator.stage();
        stage.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: upstream-key}
                stringData: {KEY: abc}
                """);
        twoGoodThenBad(stage, Stage.gateway("1.1", "envFrom: [{secretRef: {name: upstream-key}}]\n"));

        stage.kubectl("delete", "secret", "upstream-key");

        awaitOutlook(stage, "True/OlderRevisionRehearsed", "upstream-key");
        restoresTheOlderOne(stage, "SecretMissing", "upstream-key");
    }
}
