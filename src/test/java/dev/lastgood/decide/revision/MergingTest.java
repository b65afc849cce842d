package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Managers as kubectl 1.36, Helm 3 and 4, Argo CD and Flux write them. */
class MergingTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kubectl apply | false | {manager: kubectl-client-side-apply, operation: Update, time: "2"} | annotated
                    kubectl apply --server-side | false | {manager: kubectl, operation: Apply, time: "2"} |
                    Helm 3 | true | {manager: helm, operation: Update, time: "2"} |
                    Helm 3 after kubectl apply | true | {manager: kubectl-client-side-apply, operation: Update, time: "1"}, {manager: helm, operation: Update, time: "2"} | annotated
                    kubectl apply after Helm 3 | false | {manager: kubectl-client-side-apply, operation: Update, time: "3"}, {manager: helm, operation: Update, time: "2"} | annotated
                    Flux's helm-controller | true | {manager: helm-controller, operation: Update, time: "2"} |
                    Helm 4 | false | {manager: helm, operation: Apply, time: "2"} |
                    Argo CD | false | {manager: argocd-controller, operation: Update, time: "2"} | annotated
                    Argo CD, server-side | false | {manager: argocd-controller, operation: Apply, time: "2"} |
                    a program | true | {manager: deployer, operation: Update, time: "2"} |
                    the controller's status | false | {manager: kubectl, operation: Apply, time: "2"}, {manager: kube-controller-manager, operation: Update, subresource: status, time: "3"} |
                    Lastgood itself | false | {manager: kubectl, operation: Apply, time: "2"}, {manager: lastgood, operation: Update, time: "3"} |
                    a scale | false | {manager: kubectl, operation: Apply, time: "2"}, {manager: kubectl, operation: Update, subresource: scale, time: "3"} |
                    no one | false | |
                    """)
    void theLastWriterDecides(String name, boolean keeps, String entries, String annotated) {
        JsonNode metadata = Json.yaml("{managedFields: [" + (entries == null ? "" : entries) + "], annotations: {"
                + (annotated == null ? "" : "kubectl.kubernetes.io/last-applied-configuration: '{}'") + "}}");

        assertThat(Merging.keepsWhatWasDropped(metadata)).isEqualTo(keeps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    resources | {limits: {memory: 1}} | {limits: {memory: 2, cpu: 1}} | true
                    resources | {limits: {memory: 1, cpu: 1}} | {limits: {memory: 2}} | false
                    readinessProbe | {httpGet: {path: /a}} | {httpGet: {path: /b}, periodSeconds: 5} | true
                    volumeMounts | [{name: a, mountPath: /a}] | [{name: a, mountPath: /a}, {name: b, mountPath: /b}] | true
                    volumeMounts | [{name: b, mountPath: /a}] | [{name: a, mountPath: /a}] | false
                    args | [one] | [one, two] | false
                    envFrom | [] | [{configMapRef: {name: a}}] | false
                    image | g:2 | g:1 | false
                    """)
    void whatAMergeWouldKeep(String field, String failed, String good, boolean keeps) {
        JsonNode template = Json.yaml("{spec: {containers: [{name: gateway, " + field + ": " + good + "}]}}");
        TemplatePart part = new TemplatePart(
                TemplatePart.In.Containers,
                "gateway",
                field,
                Json.yaml("a: " + failed).get("a"));

        assertThat(Merging.keepsSome(part, template)).isEqualTo(keeps);
    }
}
