package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.install.Chart;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A gateway below two custom resources of a platform, of which the operator with the chart's rights may read one kind: the owners
 * are followed as far as that goes.
 */
@RealApiServer
class OwnersIT {

    private static final String GROUP = "owners.example.com";

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static ControlPlane plane;
    private static Stage owned;
    private static Stage ownedTwice;
    private static Stage ownedByWhatMayNotBeRead;
    private static OperatorProcess operator;

    @BeforeAll
    static void start() {
        plane = ControlPlane.shared();
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        Kubelet.shared();
        String home = plane.newNamespace("operator");
        owned = new Stage(plane, plane.newNamespace("it"));
        ownedTwice = new Stage(plane, plane.newNamespace("it"));
        ownedByWhatMayNotBeRead = new Stage(plane, plane.newNamespace("it"));
        crd(home, "ModelServer", "modelservers");
        crd(home, "ModelApp", "modelapps");
        String namespaces =
                String.join(",", owned.namespace(), ownedTwice.namespace(), ownedByWhatMayNotBeRead.namespace());
        var login = plane.serviceAccount(home, "lastgood");
        Chart.rights(
                        "lastgood",
                        home,
                        "watch: {namespaces: [%s]}\nrbac: {owners: [{apiGroup: %s, resources: [modelservers]}]}\n"
                                .formatted(namespaces, GROUP))
                .forEach(right -> plane.client().resource(right).serverSideApply());
        operator = BELONGINGS.own(OperatorProcess.start(
                login, Map.of("LASTGOOD_OPERATOR_NAMESPACE", home, "LASTGOOD_NAMESPACES", namespaces)));
    }

    private static void crd(String namespace, String kind, String plural) {
        plane.kubectl()
                .apply(
                        namespace,
                        """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: %2$s.%3$s}
                        spec:
                          group: %3$s
                          scope: Namespaced
                          names: {kind: %1$s, plural: %2$s}
                          versions:
                          - name: v1
                            served: true
                            storage: true
                            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                        """
                                .formatted(kind, plural, GROUP));
        eventually(plural + " are served", () -> assertThat(
                        plane.kubectl().run("get", plural + "." + GROUP, "-A").exit())
                .isZero());
        BELONGINGS.own(
                (AutoCloseable) () -> plane.kubectl().run("delete", "crd", plural + "." + GROUP, "--wait=false"));
    }

    private static void create(Stage stage, String kind, String name) {
        stage.apply("apiVersion: %s/v1\nkind: %s\nmetadata: {name: %s}\nspec: {replicas: 2}\n"
                .formatted(GROUP, kind, name));
    }

    private static void own(Stage stage, String object, String kind, String name) {
        String uid = stage.kubectl("get", kind.toLowerCase() + "s." + GROUP, name, "-o", "jsonpath={.metadata.uid}");
        stage.kubectl(
                "patch",
                object,
                "--type=merge",
                "-p",
                """
                {"metadata": {"ownerReferences": [{"apiVersion": "%s/v1", "kind": "%s", "name": "%s", "uid": "%s",
                "controller": true}]}}
                """
                        .formatted(GROUP, kind, name, uid));
    }

    private static void awaitOwner(Stage stage, Consumer<String> message) {
        stage.awaitModel(
                "names its owners",
                model -> message.accept(model.getStatus().conditions.stream()
                        .filter(condition -> condition.getType().equals("OwnedBy"))
                        .map(Condition::getMessage)
                        .findFirst()
                        .orElse("")));
    }

    private static void gateway(Stage stage) {
        stage.goodThenBad("1.0", "1.1");
    }

    @Test
    void theTopThatMayBeReadIsWhatAPersonChanges() {
        create(owned, "ModelServer", "fraud");
        gateway(owned);
        own(owned, "deployment/" + Stage.GATEWAY, "ModelServer", "fraud");

        awaitOwner(owned, message -> assertThat(message)
                .startsWith("ModelServer fraud (owners.example.com/v1) owns the Deployment model-gateway")
                .contains("change the ModelServer fraud instead")
                .doesNotContain("rbac.owners"));
    }

    @Test
    void theOwnersOwnerIsNamedAndAnIncidentSaysToChangeIt() {
        create(ownedTwice, "ModelApp", "risk");
        create(ownedTwice, "ModelServer", "fraud");
        own(ownedTwice, "modelservers." + GROUP + "/fraud", "ModelApp", "risk");
        gateway(ownedTwice);
        own(ownedTwice, "deployment/" + Stage.GATEWAY, "ModelServer", "fraud");
        String owners =
                "ModelServer fraud (owners.example.com/v1), owned by ModelApp risk (owners.example.com/v1), owns "
                        + "the Deployment model-gateway";
        awaitOwner(ownedTwice, message -> assertThat(message)
                .startsWith(owners)
                .contains("change the ModelApp risk instead", "Lastgood may not read the ModelApp", "rbac.owners"));

        ownedTwice.apply(Stage.incident("wrong-prices", ""));

        AIIncident incident = ownedTwice.awaitPhase("wrong-prices", Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "rollback")).isEqualTo("Skipped/OwnedByController");
        assertThat(Stage.step(incident, "rollback").orElseThrow().message)
                .contains(owners, "change the ModelApp risk instead");
        assertThat(ownedTwice.image()).endsWith(":1.1");
    }

    @Test
    void anOwnerThatMayNotBeReadIsTheLastOneThatIsNamed() {
        create(ownedByWhatMayNotBeRead, "ModelApp", "risk");
        gateway(ownedByWhatMayNotBeRead);
        own(ownedByWhatMayNotBeRead, "deployment/" + Stage.GATEWAY, "ModelApp", "risk");

        awaitOwner(ownedByWhatMayNotBeRead, message -> assertThat(message)
                .startsWith("ModelApp risk (owners.example.com/v1) owns the Deployment model-gateway")
                .contains("change the ModelApp risk instead. Lastgood may not read the ModelApp"));
        assertThat(operator.log()).doesNotContain("read the owners");
    }
}
