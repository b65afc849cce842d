package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.revision.SharedContent;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.Annotation;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Revisions with more configuration than fits into one object. */
@RealApiServer
class LargeConfigurationIT {

    private static final int SIZE = 400 * 1024;

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 3);
    }

    private static String text(String line) {
        return (line + " <step> & \"check\" \u2028\n").repeat(SIZE / (line.length() + 20));
    }

    private static void write(Stage stage, String configMap, String line) {
        stage.plane()
                .client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(stage.namespace())
                        .withName(configMap)
                        .endMetadata()
                        .addToData("CATALOGUE", text(line))
                        .build())
                .createOr(NonDeletingOperation::update);
    }

    /** Without printing it all. */
    private static void hasContent(Stage stage, String configMap, String line) {
        assertThat(stage.data(configMap).get("CATALOGUE").equals(text(line)))
                .as("content of " + configMap)
                .isTrue();
    }

    /** Three ConfigMaps: two as environment, one mounted. */
    private static String gateway(String version) {
        return Stage.gateway(
                        version,
                        """
                        envFrom: [{configMapRef: {name: machines}}, {configMapRef: {name: prices}}]
                        volumeMounts: [{name: steps, mountPath: /steps}]
                        """)
                + "      volumes: [{name: steps, configMap: {name: steps}}]\n";
    }

    private static List<ControllerRevision> stored(Stage stage, String label) {
        return stage.plane()
                .client()
                .apps()
                .controllerRevisions()
                .inNamespace(stage.namespace())
                .withLabel(label)
                .list()
                .getItems();
    }

    /** The name of the object with this content. */
    private static String content(String line) {
        return SharedContent.name(ConfigContent.digest(
                new ConfigMapBuilder().addToData("CATALOGUE", text(line)).build()));
    }

    private static Set<String> shared(Stage stage) {
        return stored(stage, Names.SHARED_CONTENT).stream()
                .map(HasMetadata::getMetadata)
                .map(metadata -> metadata.getName())
                .collect(Collectors.toSet());
    }

    @Test
    void largeConfigMapsAreStoredOnceRestoredExactlyAndRemovedWhenNoRevisionHasThem() {
        Stage stage = operator.stage();
        for (String configMap : List.of("machines", "prices", "steps")) {
            write(stage, configMap, configMap);
        }
        stage.apply(gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");
        assertThat(shared(stage)).hasSize(3);
        stage.apply(gateway("1.1")).awaitServing("1.1");

        stage.apply(Stage.incident("wrong-image", "")).awaitPhase("wrong-image", Phase.Mitigated);

        assertThat(stage.image()).endsWith(":1.0");
        stage.apply(gateway("1.2")).awaitGood("1.2");
        Set<String> unchanged = shared(stage);
        assertThat(unchanged).as("stored once for three revisions").hasSize(3);
        assertThat(stored(stage, Names.WORKLOAD)).hasSize(3).allSatisfy(revision -> assertThat(
                        stage.plane().client().getKubernetesSerialization().asJson(revision))
                .hasSizeLessThan(20_000));

        String good = stage.model().getStatus().servingRevision;
        write(stage, "prices", "wrong prices");
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        String bad = stage.awaitServingInsteadOf(good);
        assertThat(shared(stage)).hasSize(4).containsAll(unchanged);
        AuditLog audit = stage.plane().audit().fromNow().in(stage.namespace());
        stage.apply(Stage.incident("wrong-prices", "")).awaitPhase("wrong-prices", Phase.Mitigated);

        eventually("nothing of a revision is read before the rollback", () -> {
            List<AuditLog.Entry> entries = audit.entries();
            assertThat(entries).anyMatch(entry -> entry.isPatchOf("deployments", stage.namespace(), Stage.GATEWAY));
            assertThat(entries.stream()
                            .takeWhile(entry -> !entry.isPatchOf("deployments", stage.namespace(), Stage.GATEWAY)))
                    .noneMatch(entry ->
                            entry.verb().equals("get") && entry.resource().equals("controllerrevisions"));
        });
        hasContent(stage, "prices", "prices");
        hasContent(stage, "machines", "machines");
        stage.awaitModel("the good revision serves", model -> assertThat(model.getStatus().servingRevision)
                .isEqualTo(good));

        operator.process().kill();
        stage.kubectl("delete", "controllerrevision", bad);
        shared(stage)
                .forEach(content -> stage.kubectl(
                        "annotate", "controllerrevision", content, Names.ORPHANED_SINCE + "=2026-01-01T00:00:00Z"));
        operator.restart();

        eventually("what only the deleted revision had is deleted", () -> assertThat(shared(stage))
                .isEqualTo(unchanged));
        eventually("the rest is not about to be deleted", () -> assertThat(stored(stage, Names.SHARED_CONTENT))
                .allSatisfy(content ->
                        assertThat(Annotation.of(content, Names.ORPHANED_SINCE)).isNull()));

        operator.process().kill();
        stage.kubectl("delete", "controllerrevision", content("prices"));
        operator.restart();
        eventually("what is still live is stored again", () -> assertThat(shared(stage))
                .isEqualTo(unchanged));

        write(stage, "prices", "wrong again");
        stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY);
        stage.awaitServingInsteadOf(good);
        operator.process().kill();
        stage.kubectl("delete", "controllerrevision", content("prices"));
        operator.restart();
        stage.awaitModel("what is missing is reported ahead of time", model -> assertThat(
                        Stage.condition(model.getStatus().conditions, "RollbackPossible"))
                .isEqualTo("False/TargetNotFound"));
    }

    @Test
    void aLargeConfigMapThatIsNamedLaterBelongsToWhatServes() {
        Stage stage = operator.stage();
        write(stage, "catalogue", "good");
        stage.apply(Stage.gateway("1.0")).apply(Stage.model("")).awaitGood("1.0");

        stage.apply(Stage.model("").replace("gateway: {", "gateway: {configMaps: [catalogue], "));
        eventually("it is recorded", () -> assertThat(shared(stage)).hasSize(1));
        stage.awaitGood("1.0");
        write(stage, "catalogue", "bad");
        stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
        assertThat(shared(stage)).hasSize(2);
        stage.apply(Stage.incident("wrong-catalogue", "")).awaitPhase("wrong-catalogue", Phase.Mitigated);

        hasContent(stage, "catalogue", "good");
    }

    /** As versions before this one did, if it fitted into one object. */
    @Test
    void aRevisionThatWasRecordedWithItsLargeConfigMapInsideIsRestored() {
        Stage stage = operator.stage();
        write(stage, "catalogue", "good");
        stage.apply(Stage.gateway("1.0", "envFrom: [{configMapRef: {name: catalogue}}]"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        operator.process().kill();
        ControllerRevision recorded = stored(stage, Names.WORKLOAD).get(0);
        ObjectNode data = (ObjectNode) Json.tree(recorded.getData());
        data.remove(SharedContent.REFERENCES);
        data.withObjectProperty("configMaps")
                .withObjectProperty("catalogue")
                .withObjectProperty("data")
                .put("CATALOGUE", text("good"));
        stage.kubectl("delete", "controllerrevision", recorded.getMetadata().getName(), content("good"));
        new ApiPatcher(stage.plane().client())
                .create(new ControllerRevisionBuilder(recorded)
                        .withData(data)
                        .editMetadata()
                        .withResourceVersion(null)
                        .withUid(null)
                        .withManagedFields()
                        .removeFromAnnotations(Names.STORED_APART)
                        .endMetadata()
                        .build());
        operator.restart();

        write(stage, "catalogue", "bad");
        stage.apply(Stage.gateway("1.1", "envFrom: [{configMapRef: {name: catalogue}}]"))
                .awaitServing("1.1");
        assertThat(shared(stage)).containsExactly(content("bad"));
        stage.apply(Stage.incident("wrong-catalogue", "")).awaitPhase("wrong-catalogue", Phase.Mitigated);

        hasContent(stage, "catalogue", "good");
        assertThat(stage.image()).endsWith(":1.0");
    }
}
