package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Objects that another release's CRDs, or edited ones, let in, and writes that are refused: the others go on, and each is
 * told what is wrong.
 */
@RealApiServer
class ToleranceIT {

    /** Name to spec. */
    private static final Map<String, String> ODD_INCIDENTS = new TreeMap<>(Map.of(
            "odd-trigger", "{modelRef: {name: pricing}, trigger: Boredom}",
            "odd-no-model", "{trigger: Hallucination}",
            "odd-types", "{modelRef: [pricing], trigger: Hallucination, attempt: many}",
            "odd-text", "{modelRef: pricing, trigger: {is: Hallucination}, resolution: '', severity: [1]}",
            "odd-attempt", "{modelRef: {name: pricing}, trigger: Hallucination, attempt: many}",
            "odd-attempt-list", "{modelRef: {name: pricing}, trigger: Hallucination, attempt: [1]}",
            "odd-number", "{modelRef: {name: pricing}, trigger: Hallucination, attempt: 99999999999999999}",
            "odd-spec", "all is bad"));

    /** Name to what the message says to write. */
    private static final Map<String, String> TOLD = Map.of(
            "odd-trigger", "spec.trigger",
            "odd-no-model", "spec.modelRef.name",
            "odd-types", "spec.modelRef.name",
            "odd-text", "spec.modelRef.name",
            "odd-attempt", "spec.attempt",
            "odd-attempt-list", "spec.attempt",
            "odd-number", "spec.modelRef.name",
            "odd-spec", "spec.modelRef.name",
            "odd-empty", "spec.modelRef.name");

    private static final Map<String, String> ODD_MODELS = new TreeMap<>(Map.of(
            "odd-no-gateway", "{}",
            "odd-kind", "{gateway: {workloadRef: {kind: DaemonSet, name: model-gateway}}}",
            "odd-gateway", "{gateway: {workloadRef: model-gateway}, paused: [maybe]}",
            "odd-flags", "{gateway: {workloadRef: {name: model-gateway}}, flags: all of them}",
            "odd-goodness", "{gateway: {workloadRef: {name: model-gateway}, configMaps: one}, goodness: soon}"));

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static ControlPlane plane;
    private static OperatorProcess operator;
    private static Stage before;
    private static Stage later;
    private static Stage refused;

    @BeforeAll
    static void start() throws KubeUnavailable {
        plane = BELONGINGS.own(ControlPlane.start(KubeSearch.find(true)));
        BELONGINGS.own(Kubelet.start(plane));
        Crds.committed().forEach(crd -> plane.client().resource(loosened(crd)).serverSideApply());
        before = new Stage(plane, plane.newNamespace("before"));
        later = new Stage(plane, plane.newNamespace("later"));
        refused = new Stage(plane, plane.newNamespace("refused"));
        eventually("the kinds are served", () -> assertThat(
                        before.tryApply(odd("AIIncident", "odd-served", "{}")).exit())
                .isZero());
        odd(before);
        operator = BELONGINGS.own(OperatorProcess.start(
                plane.login("admin"),
                Map.of(
                        "LASTGOOD_NAMESPACES",
                        String.join(",", before.namespace(), later.namespace(), refused.namespace()),
                        "LASTGOOD_OPERATOR_NAMESPACE",
                        plane.newNamespace("operator"))));
    }

    @Test
    void whatCannotBeReadAtTheStartIsToldAndDoesNotStopTheOthers() {
        before.goodThenBad("1.0", "1.1").apply(Stage.incident("wrong-prices", ""));
        before.awaitPhase("wrong-prices", Phase.Mitigated);

        isTold(before);
    }

    @Test
    void whatCannotBeReadAndComesLaterIsToldAndDoesNotStopTheOthers() {
        later.goodThenBad("1.0", "1.1");
        odd(later);
        isTold(later);
        later.apply(Stage.incident("wrong-prices", ""));
        later.awaitPhase("wrong-prices", Phase.Mitigated);

        later.apply(Stage.incident("odd-no-model", ""));
        eventually("the corrected one is taken up", () -> assertThat(
                        status(later, "aiincident", "odd-no-model", "{.status.phase}"))
                .isEqualTo("Mitigated"));
        assertThat(ready(later, "aiincident", "odd-no-model")).doesNotContain("ConfigurationInvalid");
    }

    @Test
    void aStatusThatIsRefusedIsOneLineAtEachTryAndIsWrittenOnceItIsAllowed() {
        refused.goodThenBad("1.0", "1.1");
        plane.kubectl().apply("default", refusal());
        refused.apply(odd("AIIncident", "probe", "{trigger: Manual}"));
        eventually("the policy works", () -> assertThat(plane.kubectl()
                        .run(
                                "-n",
                                refused.namespace(),
                                "patch",
                                "aiincident",
                                "probe",
                                "--subresource=status",
                                "--type=merge",
                                "-p",
                                "{\"status\":{\"suspect\":\"" + System.nanoTime() + "\"}}")
                        .err())
                .contains("no status today"));

        refused.apply(Stage.incident("wrong-prices", ""));
        eventually(
                "it is tried again", () -> assertThat(triesOf("wrong-prices")).hasSizeGreaterThan(2));
        assertThat(triesOf("wrong-prices"))
                .allSatisfy(line -> assertThat(line).contains("403").contains("no status today"));
        assertThat(operator.log()).doesNotContain("\tat ").doesNotContain("Exception");

        refused.kubectl("delete", "validatingadmissionpolicybinding", "refuse-status");
        refused.awaitPhase("wrong-prices", Phase.Mitigated);
        assertThat(refused.deployment().getMetadata().getGeneration()).isEqualTo(3);
    }

    private static List<String> triesOf(String incident) {
        return operator.log()
                .lines()
                .filter(line -> line.contains("incident=" + refused.namespace() + "/" + incident + " is tried again: "))
                .toList();
    }

    /** Each odd one says so, once, with the field to write. */
    private static void isTold(Stage stage) {
        TOLD.forEach((name, field) ->
                eventually(name + " says what is wrong", () -> assertThat(ready(stage, "aiincident", name))
                        .startsWith("False ConfigurationInvalid ")
                        .contains(field)));
        ODD_MODELS
                .keySet()
                .forEach(name ->
                        eventually(name + " says what is wrong", () -> assertThat(ready(stage, "modeldeployment", name))
                                .startsWith("False ConfigurationInvalid ")
                                .contains("spec.")));
        assertThat(plane.audit().entries().stream()
                        .filter(e -> e.namespace().equals(stage.namespace()))
                        .filter(e -> e.subresource().equals("status") && TOLD.containsKey(e.name()))
                        .map(AuditEntry::of)
                        .toList())
                .doesNotHaveDuplicates();
        assertThat(operator.log()).doesNotContain("\tat ");
    }

    private record AuditEntry(String verb, String name) {
        static AuditEntry of(dev.lastgood.kube.AuditLog.Entry entry) {
            return new AuditEntry(entry.verb(), entry.name());
        }
    }

    private static void odd(Stage stage) {
        ODD_MODELS.forEach((name, spec) -> stage.apply(odd("ModelDeployment", name, spec)));
        ODD_INCIDENTS.forEach((name, spec) -> stage.apply(odd("AIIncident", name, spec)));
        stage.apply(odd("AIIncident", "odd-empty", "{}").replaceFirst("\nspec:.*", ""));
    }

    private static String odd(String kind, String name, String spec) {
        return """
                apiVersion: lastgood.dev/v1alpha1
                kind: %s
                metadata: {name: %s}
                spec: %s
                """
                .formatted(kind, name, spec);
    }

    private static String ready(Stage stage, String kind, String name) {
        return status(
                stage,
                kind,
                name,
                "{range .status.conditions[?(@.type==\"Ready\")]}{.status} {.reason} {.message}{end}");
    }

    private static String status(Stage stage, String kind, String name, String path) {
        return stage.kubectl("get", kind, name, "-o", "jsonpath=" + path);
    }

    private static CustomResourceDefinition loosened(CustomResourceDefinition crd) {
        crd.getSpec().getVersions().forEach(version -> version.getSchema()
                .setOpenAPIV3Schema(new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build()));
        return crd;
    }

    private static String refusal() {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: refuse-status}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                    - apiGroups: [lastgood.dev]
                      apiVersions: [v1alpha1]
                      operations: [UPDATE]
                      resources: [aiincidents/status]
                  validations:
                  - {expression: "false", reason: Forbidden, message: no status today}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: refuse-status}
                spec:
                  policyName: refuse-status
                  validationActions: [Deny]
                  matchResources:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                """
                .formatted(refused.namespace());
    }
}
