package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Json;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KinshipTest {

    private static final Noise NOISE = new Noise(Set.of("run"), Set.of(), Set.of("BUILD"));

    /** Image, BUILD, MODE, label run; then the ConfigMap's name and its keys. */
    private static JsonNode revision(String text) {
        String[] words = text.split(" ");
        return Json.yaml(
                """
                template:
                  metadata: {labels: {app: gw, run: "%4$s"}}
                  spec:
                    containers:
                    - name: gw
                      image: gw:%1$s
                      env: [{name: BUILD, value: "%2$s"}, {name: MODE, value: "%3$s"}]
                      envFrom: [{configMapRef: {name: %5$s}}]
                    volumes: [{name: prompts, projected: {sources: [{configMap: {name: %5$s}}]}}]
                configMaps: {%5$s: {data: {system: "%6$s", style: "%7$s"}}}
                """
                        .formatted((Object[]) words));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the failed one | Returned | 1.6 1 fast a prompts v6 kind
                    the failed one with another build id and run | Returned | 1.6 2 fast b prompts v6 kind
                    the failed one with another variable | Returned | 1.6 1 slow a prompts v6 kind
                    the failed one with another key changed | Returned | 1.6 1 fast a prompts v6 rude
                    the failed one with hashed names | Returned | 1.6 1 fast a prompts-7k2bg4h98t v6 kind
                    the failed one with hashed names and another key | Returned | 1.6 1 fast a prompts-m4t2bg4h98 v6 rude
                    the failed image with the good prompts | Mixture | 1.6 1 fast a prompts v5 kind
                    the good image with the failed prompts | Mixture | 1.5 1 fast a prompts v6 kind
                    the failed image with the good prompts, another build id | Mixture | 1.6 7 fast c prompts v5 kind
                    the failed image with the good prompts under a hashed name | Mixture | 1.6 1 fast a prompts-7k2bg4h98t v5 kind
                    a new image | Stranger | 1.7 1 fast a prompts v6 kind
                    new prompts | Stranger | 1.6 1 fast a prompts v7 kind
                    new prompts under a hashed name | Stranger | 1.6 1 fast a prompts-7k2bg4h98t v7 kind
                    the failed image with a variable that is new | Stranger | 1.6 1 slow a prompts v5 kind
                    the good one | Stranger | 1.5 1 fast a prompts v5 kind
                    the good one with another build id | Stranger | 1.5 9 fast z prompts v5 kind
                    the failed one with a ConfigMap of another name | Stranger | 1.6 1 fast a prompts-production v6 kind
                    """)
    void whatARevisionHasOfTheFailedOne(String name, Kinship kinship, String live) {
        assertThat(Kinship.of(
                        revision(live),
                        revision("1.6 1 fast a prompts v6 kind"),
                        revision("1.5 1 fast a prompts v5 kind"),
                        NOISE))
                .isEqualTo(kinship);
    }

    /** Each change of the content gives the ConfigMap another name, as with kustomize. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the failed one | Returned | 1.5 1 fast a prompts-bbbbbbbbb2 v6 kind
                    the failed key under a third name | Returned | 1.5 1 fast a prompts-ccccccccc2 v6 rude
                    the failed key under a third name with a new image | Returned | 1.7 1 fast a prompts-ccccccccc2 v6 rude
                    a fixed key under a third name | Stranger | 1.5 1 fast a prompts-ccccccccc2 v7 kind
                    the good content under a third name | Stranger | 1.5 1 fast a prompts-ddddddddd2 v5 kind
                    """)
    void whereNamesAreHashed(String name, Kinship kinship, String live) {
        assertThat(Kinship.of(
                        revision(live),
                        revision("1.5 1 fast a prompts-bbbbbbbbb2 v6 kind"),
                        revision("1.5 1 fast a prompts-aaaaaaaaa2 v5 kind"),
                        NOISE))
                .isEqualTo(kinship);
    }
}
