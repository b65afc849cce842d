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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** What would keep a rollback from working is said before it is needed, and that it would work again. */
@RealApiServer
class RollbackPossibleIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String POSSIBLE = "True/RollbackRehearsed";
    private static final String FLAG =
            "flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]\n";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of("LASTGOOD_ROLLBACK_CHECK", "2s"), 9);
    }

    private static Condition outlook(Stage stage) {
        return stage.model().getStatus().conditions.stream()
                .filter(ConditionType.RollbackPossible::isOf)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition yet"));
    }

    private static String message(Stage stage) {
        return outlook(stage).getMessage();
    }

    private static void awaitOutlook(Stage stage, String expected) {
        eventually(expected, () -> {
            Condition now = outlook(stage);
            assertThat(now.getStatus() + "/" + now.getReason())
                    .as(now.getMessage())
                    .isEqualTo(expected);
        });
    }

    private static void awaitReady(Stage stage, String expected) {
        stage.awaitModel(expected, m -> assertThat(Stage.condition(m.getStatus().conditions, "Ready"))
                .isEqualTo(expected));
    }

    private static Stage quota(Stage stage, String hard) {
        stage.apply(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: team}
                spec: {hard: {%s}}
                """
                        .formatted(hard));
        eventually("the quota is counted", () -> assertThat(
                        stage.kubectl("get", "resourcequota", "team", "-o", "jsonpath={.status.used}"))
                .isNotBlank());
        return stage;
    }

    private static String metric(Stage stage) {
        try {
            return operator.process()
                    .get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("lastgood_rollback_possible{")
                            && line.contains("\"" + stage.namespace() + "\""))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .findFirst()
                    .orElse("none");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String statefulSet(String version, String more) {
        return Stage.gateway(version)
                .replace("kind: Deployment", "kind: StatefulSet")
                .replace("  replicas: 2", "  serviceName: model-gateway\n  replicas: 1\n" + more.indent(2));
    }

    @ConcurrentTest
    void aQuotaOnPodsIsSaidOnceAndQuietlyAndWhenThereIsRoomAgain() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        awaitOutlook(stage, "False/NoLastGood");
        assertThat(message(stage)).contains("the first revision of the workload");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        awaitOutlook(stage, POSSIBLE);
        assertThat(message(stage)).contains("(1.1)", "(1.0)", "was rehearsed and works");
        eventually("the metric follows", () -> assertThat(metric(stage)).isEqualTo("1.0"));
        stage.awaitGood("1.1");

        quota(stage, "pods: \"2\"");

        awaitOutlook(stage, "False/QuotaExceeded");
        assertThat(message(stage)).contains("ResourceQuota team has used 2 of 2 pods", "Raise the quota");
        eventually("the metric follows", () -> assertThat(metric(stage)).isEqualTo("0.0"));
        assertThat(stage.kubectl("describe", "mdl", Stage.MODEL)).contains("RollbackPossible", "ResourceQuota team");
        String version = stage.model().getMetadata().getResourceVersion();
        long rehearsals = rehearsals(stage);
        eventually("it is rehearsed twice more", () -> assertThat(rehearsals(stage))
                .isGreaterThan(rehearsals + 1));
        assertThat(stage.model().getMetadata().getResourceVersion())
                .as("nothing was written")
                .isEqualTo(version);
        assertThat(stage.image()).endsWith(":1.1");
        assertThat(events(stage)).containsOnlyOnce("Warning/QuotaExceeded");

        quota(stage, "pods: \"3\"");

        awaitOutlook(stage, POSSIBLE);
        eventually("the metric follows", () -> assertThat(metric(stage)).isEqualTo("1.0"));
        eventually("it is told", () -> assertThat(events(stage)).contains("Normal/RollbackRehearsed"));
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).as("the rehearsed one").endsWith(":1.0");
    }

    private static long rehearsals(Stage stage) {
        return stage.plane().audit().in(stage.namespace()).entries().stream()
                .filter(e -> e.verb().equals("patch") && e.resource().equals("deployments"))
                .filter(e -> e.uri().contains("dryRun=All"))
                .count();
    }

    private static String events(Stage stage) {
        return stage.kubectl(
                "get",
                "events",
                "-o",
                "jsonpath={range .items[*]}{.type}/{.reason}{\"\\n\"}{end}",
                "--field-selector",
                "involvedObject.kind=ModelDeployment");
    }

    @ConcurrentTest
    void aQuotaOnRevisionsIsSaidAheadAndTheFlagsFollowWhereOneIsRefused() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("flags", "assistant", "true"));
        stage.apply(Stage.gateway("1.0") + "---\n" + Stage.model(FLAG)).awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1").awaitGood("1.1");
        awaitOutlook(stage, POSSIBLE);

        quota(stage, "count/controllerrevisions.apps: \"2\"");

        awaitOutlook(stage, "False/QuotaExceeded");
        assertThat(message(stage))
                .contains("the next rollout could not be recorded", "exceeded quota: team", "controllerrevisions.apps");

        stage.apply(Stage.gateway("1.2"));

        awaitReady(stage, "False/RevisionNotRecorded");
        awaitOutlook(stage, "False/RevisionNotRecorded");
        assertThat(Stage.condition(stage.model().getStatus().conditions, "RolloutComplete"))
                .isEqualTo("False/RevisionNotRecorded");
        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(incident.getStatus().plan.why).contains("refuses to store the declared revision");
        assertThat(stage.data("flags")).containsEntry("assistant", "false");

        stage.kubectl("delete", "resourcequota", "team");
        stage.kubectl("annotate", "mdl", Stage.MODEL, "look=again");
        awaitReady(stage, "True/Available");
        awaitOutlook(stage, POSSIBLE);
    }

    @ConcurrentTest
    void aMissingSecretIsNamed() {
        Stage stage = operator.stage();
        String secret =
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: upstream-key}
                stringData: {KEY: abc}
                """;
        stage.apply(secret)
                .apply(Stage.gateway("1.0", "envFrom: [{secretRef: {name: upstream-key}}]\n") + "---\n"
                        + Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        awaitOutlook(stage, POSSIBLE);

        stage.kubectl("delete", "secret", "upstream-key");
        awaitOutlook(stage, "False/SecretMissing");
        assertThat(message(stage)).contains("Secret upstream-key");

        stage.apply(secret);
        awaitOutlook(stage, POSSIBLE);
    }

    @ConcurrentTest
    void anImmutableConfigMapOfOtherContentIsNamed() {
        Stage stage = operator.stage();
        String uses = "envFrom: [{configMapRef: {name: prompts}}]\n";
        stage.apply(Stage.configMap("prompts", "system", "be exact"))
                .apply(Stage.gateway("1.0", uses) + "---\n" + Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts", "system", "be creative") + "immutable: true\n")
                .apply(Stage.gateway("1.1", uses))
                .awaitServing("1.1");
        awaitOutlook(stage, "False/ConfigMapImmutable");
        assertThat(message(stage)).contains("ConfigMap prompts is immutable");

        stage.kubectl("delete", "configmap", "prompts");
        stage.apply(Stage.configMap("prompts", "system", "be creative"));
        awaitOutlook(stage, POSSIBLE);
    }

    @ConcurrentTest
    void aPolicyYoungerThanTheTargetIsSaid() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        awaitOutlook(stage, POSSIBLE);
        String policy =
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    resourceRules:
                    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
                  validations:
                  - expression: "object.spec.template.spec.containers.all(c, !c.image.endsWith(':1.0'))"
                    message: images older than 1.1 are not allowed
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
        stage.apply(policy);
        awaitOutlook(stage, "False/RefusedByAdmission");
        assertThat(message(stage)).contains("images older than 1.1 are not allowed");

        stage.kubectl("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", stage.namespace());
        awaitOutlook(stage, POSSIBLE);
    }

    @ConcurrentTest
    void anotherSelectorIsSaidAheadAndInTheIncident() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0") + "---\n" + Stage.model("")).awaitGood("1.0");
        stage.kubectl("delete", "deployment", Stage.GATEWAY);
        stage.apply(Stage.gateway("1.1").replace("app: model-gateway", "app: other-gateway"))
                .awaitServing("1.1");
        awaitOutlook(stage, "False/SelectorChanged");
        assertThat(message(stage))
                .contains("(app=other-gateway)", "(app=model-gateway)", "Delete the Deployment and apply the manifest");

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Failed/SelectorChanged");
    }

    @ConcurrentTest
    void otherVolumeClaimsAreSaid() {
        Stage stage = operator.stage();
        String claims =
                """
                volumeClaimTemplates:
                - metadata: {name: cache}
                  spec: {accessModes: [ReadWriteOnce], storageClassName: %s, resources: {requests: {storage: 1Gi}}}
                """;
        stage.apply(statefulSet("1.0", claims.formatted("fast")) + "---\n"
                        + Stage.model("").replace("{name: model-gateway}", "{kind: StatefulSet, name: model-gateway}"))
                .awaitGood("1.0");
        stage.apply(statefulSet("1.1", claims.formatted("fast"))).awaitServing("1.1");
        awaitOutlook(stage, POSSIBLE);

        stage.kubectl("delete", "statefulset", Stage.GATEWAY);
        stage.apply(statefulSet("1.1", claims.formatted("slow")));
        awaitOutlook(stage, "False/VolumeClaimsChanged");
        assertThat(message(stage)).contains("the StatefulSet model-gateway", "(cache)");

        stage.kubectl("delete", "statefulset", Stage.GATEWAY);
        stage.apply(statefulSet("1.1", claims.formatted("fast")));
        awaitOutlook(stage, POSSIBLE);
    }

    @ConcurrentTest
    void aPausedDeploymentIsSaid() {
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        awaitOutlook(stage, POSSIBLE);
        stage.kubectl("rollout", "pause", "deployment/" + Stage.GATEWAY);
        awaitOutlook(stage, "False/WorkloadPaused");
        stage.kubectl("rollout", "resume", "deployment/" + Stage.GATEWAY);
        awaitOutlook(stage, POSSIBLE);
    }
}
