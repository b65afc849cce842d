package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** What becomes of what a rollback restored, once a fix is rolled out. */
@RealApiServer
class RestoredObjectsIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String MORE = "{name: MORE, value: \"a && b < c\"}, ";

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), 5);
    }

    private static String gateway(String version, String... configMaps) {
        StringBuilder sources = new StringBuilder();
        for (String name : configMaps) {
            sources.append(sources.isEmpty() ? "" : ", ").append("{configMapRef: {name: %s}}".formatted(name));
        }
        return Stage.gateway(version, "envFrom: [" + sources + "]");
    }

    private static String prompts(String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: prompts}\ndata: {" + data + "}\n";
    }

    private static ConfigMap configMap(Stage stage, String name) {
        return stage.plane()
                .client()
                .configMaps()
                .inNamespace(stage.namespace())
                .withName(name)
                .get();
    }

    private static void create(Stage stage, String manifest) {
        Kubectl.Result result =
                stage.plane().kubectl().run(List.of("-n", stage.namespace(), "create", "-f", "-"), manifest);
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private static List<String> leftovers(Stage stage) {
        return stage.model().getStatus().leftovers.stream()
                .map(l -> l.object + " " + l.container + " " + l.name)
                .toList();
    }

    @ConcurrentTest
    void aConfigMapThatTheBadReleaseDeletedIsRemovedWhenTheFixDoesNotNeedIt() {
        Stage stage = operator.stage();
        stage.apply(prompts("system: \"a & b\", tone: <dry>") + "---\n" + Stage.configMap("rules", "limit", "10"))
                .apply(gateway("1.0", "prompts", "rules"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(prompts("system: c")).apply(gateway("1.1", "prompts"));
        stage.kubectl("delete", "configmap", "rules");
        stage.awaitServing("1.1");

        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);

        assertThat(configMap(stage, "rules").getData()).isEqualTo(Map.of("limit", "10"));
        assertThat(configMap(stage, "rules").getMetadata().getAnnotations())
                .containsEntry(Names.RECREATED_FOR, "Deployment.model-gateway");
        eventually("the ConfigMaps are handed back", () -> assertThat(List.of("prompts", "rules"))
                .allSatisfy(
                        name -> assertThat(configMap(stage, name).getMetadata().getManagedFields())
                                .filteredOn(m -> Names.FIELD_MANAGER.equals(m.getManager()))
                                .allSatisfy(m -> assertThat(m.getFieldsV1().getAdditionalProperties())
                                        .doesNotContainKey("f:data"))));

        stage.apply(prompts("system: d")).apply(gateway("1.2", "prompts")).awaitServing("1.2");

        assertThat(stage.data("prompts")).isEqualTo(Map.of("system", "d"));
        eventually(
                "nothing needs it", () -> assertThat(configMap(stage, "rules")).isNull());
        assertThat(leftovers(stage)).isEmpty();
    }

    /** As kustomize names them; the bad release is rolled back before its tool prunes. */
    private static Stage rolledBackToHashedNames() {
        Stage stage = operator.stage();
        stage.apply(Stage.configMap("prompts-5f", "SYSTEM", "be exact") + "---\n" + gateway("1.0", "prompts-5f"))
                .apply(Stage.model(""))
                .awaitGood("1.0");
        stage.apply(Stage.configMap("prompts-6a", "SYSTEM", "be creative") + "---\n" + gateway("1.1", "prompts-6a"))
                .awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        stage.awaitServing("1.0");
        return stage;
    }

    private static void comesBack(Stage stage) {
        eventually("it is back", () -> {
            assertThat(configMap(stage, "prompts-5f")).isNotNull();
            assertThat(configMap(stage, "prompts-5f").getData()).isEqualTo(Map.of("SYSTEM", "be exact"));
            assertThat(configMap(stage, "prompts-5f").getMetadata().getAnnotations())
                    .containsEntry(Names.RECREATED_FOR, "Deployment.model-gateway");
        });
    }

    @ConcurrentTest
    void aConfigMapThatIsPrunedAfterTheRollbackComesBackUntilTheFixDoesNotNeedIt() {
        Stage stage = rolledBackToHashedNames();
        long generation = stage.deployment().getMetadata().getGeneration();

        stage.kubectl("delete", "configmap", "prompts-5f");

        comesBack(stage);
        stage.awaitModel("no other revision is declared", model -> {
            assertThat(model.getStatus().revisions).hasSize(2);
            assertThat(Stage.condition(model.getStatus().conditions, "RolloutComplete"))
                    .isEqualTo("True/RolloutComplete");
        });
        assertThat(stage.deployment().getMetadata().getGeneration())
                .as("nothing restarts")
                .isEqualTo(generation);
        assertThat(stage.incident(INCIDENT).getStatus().phase).isEqualTo(Phase.Mitigated);

        stage.apply(Stage.configMap("prompts-7c", "SYSTEM", "be brief") + "---\n" + gateway("1.2", "prompts-7c"))
                .awaitServing("1.2");
        eventually("nothing needs it", () -> assertThat(configMap(stage, "prompts-5f"))
                .isNull());
    }

    @ConcurrentTest
    void aConfigMapThatIsDeletedAgainAndAgainIsLeftDeletedAndReported() {
        Stage stage = rolledBackToHashedNames();
        stage.kubectl("delete", "configmap", "prompts-5f");
        comesBack(stage);

        stage.kubectl("delete", "configmap", "prompts-5f");

        stage.awaitModel("it is reported", model -> assertThat(Stage.condition(model.getStatus().conditions, "Ready"))
                .isEqualTo("False/RestoredConfigMapMissing"));
        assertThat(configMap(stage, "prompts-5f")).isNull();
        stage.apply(Stage.configMap("prompts-5f", "SYSTEM", "be exact"));
        stage.awaitModel(
                "a person applied it", model -> assertThat(Stage.condition(model.getStatus().conditions, "Ready"))
                        .isEqualTo("True/Available"));
        assertThat(configMap(stage, "prompts-5f").getMetadata().getAnnotations())
                .doesNotContainKey(Names.RECREATED_FOR);
    }

    @ConcurrentTest
    void whatNoApplierOwnsIsListedUntilItIsGone() {
        Stage stage = operator.stage();
        create(stage, prompts("system: a, tone: b"));
        create(stage, gateway("1.0", "prompts").replace("env: [", "env: [" + MORE));
        stage.apply(Stage.model("")).awaitGood("1.0");
        stage.kubectl(
                "patch", "configmap", "prompts", "--type=merge", "-p", "{\"data\":{\"tone\":null,\"system\":\"c\"}}");
        stage.kubectl(
                "patch",
                "deployment",
                Stage.GATEWAY,
                "--type=strategic",
                "-p",
                """
                {"spec": {"template": {"spec": {"containers": [{"name": "gateway", "image": "example.test/gateway:1.1",
                 "env": [{"name": "MORE", "$patch": "delete"}]}]}}}}""");
        stage.awaitServing("1.1");
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(leftovers(stage)).as("nothing is fixed yet").isEmpty();

        stage.kubectl("set", "image", "deployment/" + Stage.GATEWAY, "gateway=example.test/gateway:1.2");
        stage.awaitServing("1.2");

        stage.awaitModel("what the fix may not contain is listed", m -> assertThat(leftovers(stage))
                .containsExactlyInAnyOrder("Deployment/model-gateway gateway MORE", "ConfigMap/prompts null tone"));
        String since = stage.model().getStatus().leftovers.get(0).since;
        stage.kubectl("set", "env", "deployment/" + Stage.GATEWAY, "MORE-");
        stage.awaitModel(
                "one is gone", m -> assertThat(leftovers(stage)).containsExactly("ConfigMap/prompts null tone"));
        assertThat(since).isNotNull();
    }
}
