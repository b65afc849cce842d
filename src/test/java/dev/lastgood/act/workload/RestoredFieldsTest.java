package dev.lastgood.act.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.workload.RestoredFields.Part;
import dev.lastgood.lib.Json;
import org.junit.jupiter.api.Test;

class RestoredFieldsTest {

    private static String entry(String manager, String operation, String fields) {
        return "- {manager: %s, operation: %s, time: '%s', fieldsV1: %s}%n"
                .formatted(manager, operation, manager.equals("lastgood") ? "3" : "1", fields);
    }

    private static JsonNode handedBack(Part part, String good, String now) {
        return new RestoredFields(good.isEmpty() ? Json.object().arrayNode() : Json.yaml(good), part)
                .handedBack(Json.yaml(now));
    }

    @Test
    void eachApplierOwnsAgainWhatItOwned() {
        assertThat(handedBack(
                        Part.Content,
                        entry("argocd", "Apply", "{f:data: {f:a: {}, f:b: {}}}"),
                        entry("argocd", "Apply", "{f:metadata: {}, f:data: {f:c: {}}}")
                                + entry("lastgood", "Update", "{f:data: {f:a: {}, f:b: {}}}")))
                .isEqualTo(
                        Json.yaml(
                                """
                        - {manager: argocd, operation: Apply, time: '3',
                           fieldsV1: {f:metadata: {}, f:data: {f:c: {}, f:a: {}, f:b: {}}}}
                        """));
    }

    @Test
    void whatSomeoneElseWroteSinceStaysTheirs() {
        assertThat(handedBack(
                        Part.Content,
                        entry("argocd", "Apply", "{f:data: {f:a: {}, f:b: {}}}"),
                        entry("kubectl-edit", "Update", "{f:data: {f:a: {}}}")
                                + entry("lastgood", "Update", "{f:metadata: {}, f:data: {f:b: {}}}")))
                .isEqualTo(Json.yaml(entry("kubectl-edit", "Update", "{f:data: {f:a: {}}}")
                        + entry("lastgood", "Update", "{f:metadata: {}}")
                        + entry("argocd", "Apply", "{f:data: {f:b: {}}}").replace("'1'", "'3'")));
    }

    @Test
    void oneThatMovedToServerSideApplyOwnsAllByThat() {
        assertThat(handedBack(
                        Part.Template,
                        entry("helm", "Update", "{f:spec: {f:replicas: {}, f:template: {f:spec: {}}}}"),
                        entry("helm", "Apply", "{f:metadata: {}}")
                                + entry("lastgood", "Update", "{f:spec: {f:template: {f:spec: {}}}}")))
                .isEqualTo(
                        Json.yaml(
                                """
                        - {manager: helm, operation: Apply, time: '3',
                           fieldsV1: {f:metadata: {}, f:spec: {f:template: {f:spec: {}}}}}
                        """));
    }

    @Test
    void nothingChangesWhereLastgoodOwnsNothing() {
        String now = entry("helm", "Apply", "{f:data: {f:a: {}}}") + entry("lastgood", "Update", "{f:metadata: {}}");
        assertThat(handedBack(Part.Content, entry("helm", "Apply", "{f:data: {f:b: {}}}"), now))
                .isEqualTo(Json.yaml(now));
    }

    @Test
    void noOwnerAtAllIsWrittenAsTheApiServerUnderstandsIt() {
        assertThat(handedBack(Part.Content, "", entry("lastgood", "Update", "{f:data: {f:a: {}}}")))
                .isEqualTo(Json.yaml("[{}]"));
    }

    @Test
    void theNextApplyRemovesOurMarks() {
        String marks = "f:metadata: {f:annotations: {f:lastgood.dev/recreated-for: {}}}";
        assertThat(handedBack(
                        Part.Everything,
                        entry("helm", "Apply", "{f:data: {f:a: {}}}"),
                        entry("lastgood", "Update", "{f:data: {f:a: {}}, " + marks + "}")))
                .isEqualTo(Json.yaml(entry("helm", "Apply", "{f:data: {f:a: {}}, " + marks + "}")
                        .replace("'1'", "'3'")));
    }

    @Test
    void withoutServerSideApplyOurMarksStayOurs() {
        String marks = "f:metadata: {f:annotations: {f:lastgood.dev/recreated-for: {}}}";
        assertThat(handedBack(
                        Part.Everything,
                        entry("helm", "Update", "{f:data: {f:a: {}}}"),
                        entry("lastgood", "Update", "{f:data: {f:a: {}}, " + marks + "}")))
                .isEqualTo(Json.yaml(entry("lastgood", "Update", "{" + marks + "}")
                        + entry("helm", "Update", "{f:data: {f:a: {}}}").replace("'1'", "'3'")));
    }

    @Test
    void kubectlOwnsItsAnnotationAgain() {
        String annotation = "f:metadata: {f:annotations: {f:kubectl.kubernetes.io/last-applied-configuration: {}}}";
        String template = "f:spec: {f:template: {f:spec: {}}}";
        assertThat(handedBack(
                        Part.Template,
                        entry("kubectl-client-side-apply", "Update", "{" + annotation + ", " + template + "}"),
                        entry("lastgood", "Update", "{" + annotation + ", " + template + "}")))
                .isEqualTo(
                        Json.yaml(entry("kubectl-client-side-apply", "Update", "{" + annotation + ", " + template + "}")
                                .replace("'1'", "'3'")));
        String now = entry("lastgood", "Update", "{" + annotation + "}");
        assertThat(handedBack(Part.Template, entry("helm", "Update", "{" + template + "}"), now))
                .as("it was no one's")
                .isEqualTo(Json.yaml(now));
    }
}
