package dev.lastgood.act.quarantine;

import static dev.lastgood.act.quarantine.QuarantineScene.GOOD;
import static dev.lastgood.act.quarantine.QuarantineScene.configMap;
import static dev.lastgood.act.quarantine.QuarantineScene.succeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link QuarantinePolicyIT}, where the failure is in the configuration, or in both. */
@RealApiServer
class QuarantineConfigurationIT {

    private static final String GOOD_PROMPTS = configMap("prompts", "system: good, style: kind, same: x");
    private static final String BAD_PROMPTS = configMap("prompts", "system: bad, style: rude, same: x");
    private static final String FIXED_PROMPTS = configMap("prompts", "system: better, style: rude, same: x");

    private static final String BOTH_GOOD = GOOD_PROMPTS + "---\n" + GOOD;
    private static final String BAD_CONFIGURATION = BAD_PROMPTS + "---\n" + GOOD;
    private static final String BAD_TEMPLATE = GOOD.replace("gateway:1", "gateway:2");
    private static final String BOTH_BAD = BAD_PROMPTS + "---\n" + BAD_TEMPLATE;

    private static final String KEYS = "key style of ConfigMap prompts or key system of ConfigMap prompts";

    private final QuarantineScene scene = new QuarantineScene();

    private interface Deed extends Function<QuarantineScene, Kubectl.Result> {}

    static Stream<Named<Deed>> denied() {
        return Stream.of(
                deed("client-side apply", s -> s.apply(BAD_PROMPTS)),
                deed("server-side apply", s -> s.apply(BAD_PROMPTS, "--server-side", "--force-conflicts")),
                deed(
                        "a patch",
                        s -> s.run(
                                "patch",
                                "configmap",
                                "prompts",
                                "--type=merge",
                                "-p",
                                "{\"data\":{\"system\":\"bad\",\"style\":\"rude\"}}")),
                deed(
                        "the bad keys with another one",
                        s -> s.apply(configMap("prompts", "system: bad, style: rude, more: z"))));
    }

    @ParameterizedTest
    @MethodSource("denied")
    void nobodyBringsTheFailedConfigurationBack(Deed deed) {
        Revision failed = scene.badOneQuarantined(BOTH_GOOD, BAD_CONFIGURATION);
        scene.rollBack();

        assertDenied(deed.apply(scene), failed, KEYS);
    }

    static Stream<Named<Deed>> allowed() {
        return Stream.of(
                deed("another value of one of them", s -> s.apply(FIXED_PROMPTS)),
                deed("only one of them again", s -> s.apply(configMap("prompts", "system: bad, style: kind"))),
                deed("one of them gone", s -> s.apply(configMap("prompts", "system: bad, same: x"))),
                deed("the good one again", s -> s.apply(GOOD_PROMPTS)),
                deed("a label", s -> s.run("label", "configmap", "prompts", "team=ai")),
                deed("an annotation", s -> s.run("annotate", "configmap", "prompts", "note=seen")),
                deed("deletion", s -> s.run("delete", "configmap", "prompts")),
                deed("a creation of the good one", s -> {
                    succeeds(s.run("delete", "configmap", "prompts"));
                    return s.apply(GOOD_PROMPTS);
                }),
                deed(
                        "the same in another ConfigMap",
                        s -> s.apply(BAD_PROMPTS.replace("name: prompts", "name: others"))),
                deed("a new image", s -> s.run("set", "image", "deployment/gateway", "gateway=gateway:7")),
                deed("a restart", s -> s.run("rollout", "restart", "deployment/gateway")),
                deed(
                        "a Secret of the same name and content",
                        s -> s.run(
                                "create",
                                "secret",
                                "generic",
                                "prompts",
                                "--from-literal=system=bad",
                                "--from-literal=style=rude")));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatIsNotTheFailedConfigurationPasses(Deed deed) {
        scene.badOneQuarantined(BOTH_GOOD, BAD_CONFIGURATION);
        scene.rollBack();

        succeeds(deed.apply(scene));
        succeeds(new QuarantineScene().apply(BAD_PROMPTS));
        boolean exists = scene.json("/api/v1", "configmaps", "prompts") != null;
        Kubectl.Result again = scene.apply(BAD_PROMPTS, "--dry-run=server");
        if (exists) {
            assertThat(again.err()).contains("is quarantined by incident");
        } else {
            succeeds(again);
        }
    }

    @Test
    void whileItIsThereWhatLeavesTheContentPasses() {
        Revision failed = scene.badOneQuarantined(BOTH_GOOD, BAD_CONFIGURATION);

        succeeds(scene.run("label", "configmap", "prompts", "team=ai"));
        succeeds(scene.apply(BAD_PROMPTS));
        succeeds(scene.apply(configMap("prompts", "system: bad, style: rude, more: z")));
        succeeds(scene.apply(FIXED_PROMPTS));
        assertDenied(scene.apply(BAD_PROMPTS), failed, KEYS);
    }

    @Test
    void whatTheFailedOneLackedIsKeptOutByItsAbsence() {
        String without = configMap("prompts", "same: x");
        Revision failed = scene.badOneQuarantined(BOTH_GOOD, without + "---\n" + GOOD);
        scene.rollBack();

        String nothing = "{\"data\":{\"system\":null,\"style\":null}}";
        assertDenied(scene.run("patch", "configmap", "prompts", "--type=merge", "-p", nothing), failed, KEYS);
        assertDenied(scene.run("replace", "-f", scene.file(without)), failed, KEYS);
        succeeds(scene.apply(configMap("prompts", "same: x, style: none")));
    }

    @Test
    void binaryDataAreKeptOutToo() {
        String good = configMap("prompts", "same: x") + "binaryData: {weights: AAAA}\n";
        String bad = configMap("prompts", "same: x") + "binaryData: {weights: /////w==}\n";
        Revision failed = scene.badOneQuarantined(good + "---\n" + GOOD, bad + "---\n" + GOOD);
        scene.rollBack();

        assertDenied(scene.apply(bad), failed, "key weights of ConfigMap prompts");
        succeeds(scene.apply(configMap("prompts", "same: x, weights: text")));
    }

    @Test
    void lastgoodItselfMayWriteIt() {
        scene.badOneQuarantined(BOTH_GOOD, BAD_CONFIGURATION);
        scene.rollBack();

        assertThat(scene.run(
                                "patch",
                                "configmap",
                                "prompts",
                                "--field-manager=lastgood",
                                "--type=merge",
                                "-p",
                                "{\"data\":{\"system\":\"bad\",\"style\":\"rude\"}}")
                        .exit())
                .isZero();
        succeeds(scene.run("delete", "configmap", "prompts"));
        new ApiPatcher(ControlPlane.shared().client())
                .create(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(scene.namespace)
                        .withName("prompts")
                        .endMetadata()
                        .withData(Map.of("system", "bad", "style", "rude"))
                        .build());
    }

    @Test
    void aThousandKeysStayWithinTheCostLimits() {
        ObjectNode bad = QuarantineScene.template("{}").deepCopy();
        ObjectNode good = bad.deepCopy();
        good.withObject("/configMaps/prompts/data").put("key", "good");
        ObjectNode keys = bad.withObject("/configMaps/prompts/data");
        for (int i = 0; i < 1000; i++) {
            keys.put("key-" + i, i + "x".repeat(500));
        }
        succeeds(scene.apply(configMap("prompts", "other: x")));
        scene.quarantine(scene.snapshot(bad), bad, good);

        Kubectl.Result again = scene.apply(
                configMap("prompts", keys.toString().replaceAll("^\\{|}$", "")), "--server-side", "--dry-run=server");

        assertThat(again.err()).contains("is quarantined by incident", "key key-0 of ConfigMap prompts", "...");
        assertThat(scene.apply(
                                configMap(
                                        "prompts",
                                        keys.put("key-999", "y").toString().replaceAll("^\\{|}$", "")),
                                "--server-side",
                                "--dry-run=server")
                        .exit())
                .isZero();
    }

    @Test
    void bothHalvesAreNamedWithAndIfFluxAppliesThem() {
        String flux = ", labels: {kustomize.toolkit.fluxcd.io/name: apps}}";
        String good = BOTH_GOOD
                .replace("name: prompts}", "name: prompts" + flux)
                .replace("name: gateway}\n", "name: gateway" + flux + "\n");
        String bad = BOTH_BAD.replace("metadata: {name: prompts}", "metadata: {name: prompts" + flux)
                .replace("name: gateway}\n", "name: gateway" + flux + "\n");
        good = good.replace("configMap: {name: prompts" + flux + "}", "configMap: {name: prompts}}");
        scene.badOneQuarantined(good, bad);
        scene.rollBack();

        assertThat(scene.apply(bad).err())
                .contains(
                        "change " + KEYS
                                + " and image of container gateway in what Flux Kustomization apps applies, both in one commit",
                        "change image of container gateway and " + KEYS
                                + " in what Flux Kustomization apps applies, both in one commit");
    }

    @Test
    void whereBothAreBlamedEachIsRefusedWhileTheOtherIsNotFixed() {
        Revision failed = scene.badOneQuarantined(BOTH_GOOD, BOTH_BAD);
        scene.rollBack();

        assertDenied(scene.apply(BAD_PROMPTS), failed, KEYS + " or image of container gateway");
        assertDenied(scene.apply(BAD_TEMPLATE), failed, "image of container gateway or " + KEYS);
        succeeds(scene.apply(FIXED_PROMPTS));
        succeeds(scene.apply(BAD_TEMPLATE.replace("gateway:2", "gateway:3")));
    }

    @Test
    void aConfigMapThatNobodyBlamesIsNotEvaluated() {
        long before = writeInMicros();
        for (int i = 0; i < 10; i++) {
            scene.impose(scene.snapshot("other" + i, QuarantineScene.template("{}")), "gateway");
        }
        scene.untilPolicyIsUpToDate();
        long templates = writeInMicros();
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            keys.append("key-")
                    .append(i)
                    .append(": \"")
                    .append("x".repeat(1000))
                    .append("\", ");
        }
        String large = configMap("prompts", keys + "last: \"1\"");
        scene.badOneQuarantined(
                large.replace(": \"x", ": \"y") + "---\n" + GOOD,
                large.replace("last: \"1\"", "last: \"2\"") + "---\n" + GOOD);
        double asked = checks();
        long configuration = writeInMicros();

        assertThat(checks()).as("validations of a ConfigMap that is not named").isEqualTo(asked);
        System.out.printf(
                "a write of a ConfigMap: %d us, beside ten quarantined templates %d us, beside 200 KiB of quarantined"
                        + " configuration %d us%n",
                before, templates, configuration);
    }

    /** How often the API server has evaluated the policy beyond its conditions. */
    private double checks() {
        return scene.kubectl
                .run("get", "--raw", "/metrics")
                .out()
                .lines()
                .filter(line -> line.startsWith("apiserver_validating_admission_policy_check_total{")
                        && line.contains("\"lastgood-quarantined-configmaps\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The median of some writes as of a leader election, in microseconds. */
    private long writeInMicros() {
        scene.apply(configMap("leader", "holder: nobody"));
        return LongStream.range(0, 41)
                .map(i -> {
                    PatchContext context = new PatchContext.Builder()
                            .withPatchType(PatchType.JSON_MERGE)
                            .build();
                    long start = System.nanoTime();
                    ControlPlane.shared()
                            .client()
                            .configMaps()
                            .inNamespace(scene.namespace)
                            .withName("leader")
                            .patch(context, "{\"data\":{\"holder\":\"" + start + "\"}}");
                    return (System.nanoTime() - start) / 1_000;
                })
                .sorted()
                .toArray()[20];
    }

    private static Named<Deed> deed(String name, Deed deed) {
        return named(name, deed);
    }

    private static void assertDenied(Kubectl.Result result, Revision failed, String parts) {
        assertThat(result.exit()).as(result.out()).isNotZero();
        assertThat(result.err())
                .containsIgnoringCase("forbidden")
                .contains("revision " + failed.name() + " (v2) is quarantined by incident " + QuarantineScene.INCIDENT
                        + ", reason RolledBack. To fix it change " + parts
                        + ". To let it in: kubectl delete quarantine " + failed.name() + " -n ");
    }
}
