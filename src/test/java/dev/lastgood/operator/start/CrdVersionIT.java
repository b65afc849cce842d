package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CRDs of another release than the operator's. */
@RealApiServer
class CrdVersionIT {

    @AutoClose
    private static ControlPlane plane;

    @BeforeAll
    static void start() throws KubeUnavailable {
        plane = ControlPlane.start(KubeSearch.find(true));
    }

    /** Installs the CRDs, that of AIIncident changed, and waits until the API server says so. */
    private static void install(String mark, Consumer<JSONSchemaProps> change) {
        for (var crd : Crds.committed()) {
            JSONSchemaProps schema =
                    crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
            schema.getProperties()
                    .get("spec")
                    .getProperties()
                    .put(
                            "mark" + mark,
                            new JSONSchemaPropsBuilder().withType("string").build());
            if (crd.getSpec().getNames().getKind().equals("AIIncident")) {
                change.accept(schema);
            }
            plane.client().resource(crd).forceConflicts().serverSideApply();
        }
        int kinds = Crds.committed().size();
        eventually("all are published", () -> assertThat(plane.kubectl()
                        .run("get", "--raw", "/openapi/v3/apis/lastgood.dev/v1alpha1")
                        .out()
                        .split("\"mark" + mark + "\""))
                .hasSize(kinds + 1));
    }

    private static OperatorProcess launch() {
        return OperatorProcess.launch(
                plane.login("admin"), Map.of("LASTGOOD_OPERATOR_NAMESPACE", plane.newNamespace("operator")));
    }

    @Test
    void whereWhatItWritesWouldBeDroppedItDoesNotStart() {
        install(
                "A",
                schema -> schema.getProperties().get("status").getProperties().remove("diagnosis"));

        try (OperatorProcess operator = launch()) {
            assertThat(operator.waitFor()).isEqualTo(1);
            assertThat(operator.log())
                    .contains("Lastgood cannot start: the CRD aiincidents.lastgood.dev is older than this operator")
                    .contains("status.diagnosis")
                    .contains("kubectl apply --server-side -f crds/ first");
        }
    }

    @Test
    void aSettingThatTheCrdDoesNotHaveIsSaidAndTheRestWorks() {
        install(
                "B",
                schema -> schema.getProperties().get("spec").getProperties().remove("customerImpact"));

        try (OperatorProcess operator = launch()) {
            operator.awaitReady();
            assertThat(operator.log()).contains("the API server would drop spec.customerImpact:");
        }
    }

    @Test
    void aNewerCrdIsNoReasonForAWord() {
        install("C", schema -> schema.getProperties()
                .get("status")
                .getProperties()
                .put("novel", new JSONSchemaPropsBuilder().withType("string").build()));

        try (OperatorProcess operator = launch()) {
            operator.awaitReady();
            assertThat(operator.log()).doesNotContain("older than this operator");
        }
    }
}
