package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.ForeignConfigMap;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {

    private static final String SPEC = "{\"gateway\": {\"workloadRef\": {\"name\": \"gw\"}%s}%s}";

    private static final String TEMPLATE =
            """
            {"metadata": {"annotations": {"version": "of-the-template"}},
             "spec": {"containers": [{"name": "gw", "image": "example.test/gw:7",
                                      "envFrom": [{"configMapRef": {"name": "prompts"}}]}]}}
            """;

    @Test
    void ignored_annotations_are_those_of_all_models() {
        GatewaySettings both = settings(
                model("a", ", \"ignoreAnnotations\": [\"x\", \"y\"]", ""),
                model("b", ", \"ignoreAnnotations\": [\"y\", \"z\"]", ""));

        assertThat(both.noise().annotations()).containsExactlyInAnyOrder("x", "y", "z");
    }

    @Test
    void all_models_must_agree_to_restore_shared_config_maps_and_that_pods_reload() {
        ModelDeployment yes = model("a", ", \"sharedConfigMaps\": \"Restore\", \"configReload\": true", "");
        ModelDeployment no = model("b", "", "");

        assertThat(settings(yes).sharedConfigMaps()).isEqualTo(SharedConfigMaps.Restore);
        assertThat(settings(yes, no).sharedConfigMaps()).isEqualTo(SharedConfigMaps.Refuse);
        assertThat(settings(yes).configReload()).isTrue();
        assertThat(settings(yes, no).configReload()).isFalse();
    }

    @Test
    void the_config_maps_of_a_revision_are_used_or_named_but_hold_no_flags_and_are_not_ignored() {
        GatewaySettings settings = settings(
                model("a", ", \"configMaps\": [\"rules\", \"flags\", \"noise\"]", ""),
                model(
                        "b",
                        "",
                        ", \"flags\": [{\"name\": \"f\", \"configMapRef\": {\"name\": \"flags\", \"key\": \"k\"}}]"));

        assertThat(settings.configMapNames(workload("{}").template(), name -> state(name.equals("noise"), null)))
                .containsExactly("prompts", "rules");
    }

    @ParameterizedTest(name = "{0}: part of a revision {4}, listed as excluded {5}")
    @CsvSource({
        "written by the team, '', false, , true, false",
        "written by a controller, '', false, istiod, false, true",
        "written by a controller and named, prompts, false, istiod, true, false",
        "ignored by annotation, '', true, , false, false",
        "ignored by annotation and named, prompts, true, , false, false",
        "ignored by annotation and written by a controller, '', true, istiod, false, false",
    })
    void a_config_map_of_the_template_that_is(
            String what, String named, boolean ignored, String writer, boolean part, boolean excluded) {
        GatewaySettings settings = settings(
                model("a", "", ""), model("b", named.isEmpty() ? "" : ", \"configMaps\": [\"" + named + "\"]", ""));
        var template = workload("{}").template();

        assertThat(settings.configMapNames(template, name -> state(ignored, writer))
                        .contains("prompts"))
                .as(what)
                .isEqualTo(part);
        assertThat(settings.isPart("prompts", state(ignored, writer))).isEqualTo(part);
        assertThat(settings.foreign(template, name -> state(ignored, writer)))
                .isEqualTo(excluded ? List.of(new ForeignConfigMap("prompts", writer)) : List.of());
    }

    @Test
    void a_config_map_that_holds_flags_is_not_listed_as_excluded() {
        GatewaySettings settings = settings(model(
                "a",
                "",
                ", \"flags\": [{\"name\": \"f\", \"configMapRef\": {\"name\": \"prompts\", \"key\": \"k\"}}]"));

        assertThat(settings.foreign(workload("{}").template(), name -> state(false, "istiod")))
                .isEmpty();
        assertThat(settings.isPart("prompts", state(false, null))).isFalse();
    }

    @Test
    void the_cron_jobs_of_all_models_are_their_own() {
        GatewaySettings settings = settings(
                model("a", "", ", \"retrain\": {\"cronJobRef\": {\"name\": \"train\"}}"),
                model("b", "", ", \"regression\": {\"cronJobRef\": {\"name\": \"test\"}}"),
                model("c", "", ""));

        assertThat(settings.ownCronJobs()).containsExactlyInAnyOrder("CronJob/train", "CronJob/test");
    }

    private static ConfigMapState state(boolean ignored, String writer) {
        return new ConfigMapState("digest", 1, null, ignored, writer, List.of());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an annotation of the template, version, of-the-template",
        "an annotation of the workload, outer, of-the-workload",
        "the tag of the image where the annotation is missing, nowhere, 7"
    })
    void a_version_is(String what, String annotation, String version) {
        GatewaySettings settings =
                settings(model("a", ", \"versionFrom\": {\"annotation\": \"" + annotation + "\"}", ""));

        assertThat(settings.version(workload("{\"outer\": \"of-the-workload\", \"version\": \"hidden\"}")))
                .as(what)
                .isEqualTo(version);
    }

    @Test
    void the_first_model_by_name_defines_the_version() {
        GatewaySettings settings = settings(
                model("b", ", \"versionFrom\": {\"annotation\": \"version\"}", ""),
                model("a", ", \"versionFrom\": {\"annotation\": \"outer\"}", ""));

        assertThat(settings.version(workload("{\"outer\": \"of-the-workload\"}")))
                .isEqualTo("of-the-workload");
    }

    @Test
    void of_each_limit_the_largest_counts_and_marks_are_added_up() {
        ModelDeployment strict = model("a", "", ", \"goodness\": {\"soak\": \"20m\", \"minGoodSamples\": 3}");
        strict.getSpec().revisionHistoryLimit = 4;
        strict.getMetadata().getAnnotations().put("lastgood.dev/declare-good", "r1");
        ModelDeployment many = model("b", "", ", \"goodness\": {\"soak\": \"1m\", \"minGoodSamples\": 30}");
        many.getSpec().revisionHistoryLimit = 9;
        many.getMetadata().getAnnotations().put("lastgood.dev/release", "r2");

        GatewayPolicy policy = settings(strict, many).policy();

        assertThat(policy.soak()).isEqualTo(Duration.ofMinutes(20));
        assertThat(policy.minGoodSamples()).isEqualTo(30);
        assertThat(policy.historyLimit()).isEqualTo(9);
        assertThat(policy.declaredGood()).containsExactly("r1");
        assertThat(policy.released()).containsExactly("r2");
    }

    private static GatewaySettings settings(ModelDeployment... models) {
        return new GatewaySettings(Arrays.asList(models));
    }

    private static ModelDeployment model(String name, String gateway, String more) {
        return Serialization.unmarshal(
                "{\"metadata\": {\"name\": \"" + name + "\", \"annotations\": {\"any\": \"thing\"}}, \"spec\": "
                        + SPEC.formatted(gateway, more) + "}",
                ModelDeployment.class);
    }

    private static Workload workload(String annotations) {
        return Workload.of(Serialization.unmarshal(
                "{\"metadata\": {\"name\": \"gw\", \"annotations\": " + annotations + "}, \"spec\": {\"template\": "
                        + TEMPLATE + "}}",
                Deployment.class));
    }
}
