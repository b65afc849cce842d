package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclaredChecksumsTest {

    private static JsonNode template(String metadata) {
        return Json.parseOrNull("{\"metadata\": " + metadata + "}");
    }

    @Test
    void are_short_digests_of_the_annotations_of_that_name_only() {
        DeclaredChecksums checksums = DeclaredChecksums.of(
                template(
                        "{\"annotations\": {\"checksum/secret\": \"e3b0c4\", \"rollme\": \"x\", \"checksum\": \"y\"}}"),
                null);

        assertThat(checksums.digests()).containsOnlyKeys("checksum/secret");
        assertThat(checksums.digests().get("checksum/secret"))
                .hasSize(12)
                .doesNotContain("e3b0c4")
                .isNotEqualTo(
                        DeclaredChecksums.of(template("{\"annotations\": {\"checksum/secret\": \"other\"}}"), null)
                                .digests()
                                .get("checksum/secret"));
    }

    @Test
    void a_template_without_annotations_has_none() {
        assertThat(DeclaredChecksums.of(template("{}"), Map.of("helm.sh/chart", "gw-1")))
                .isEqualTo(DeclaredChecksums.NONE);
    }

    @Test
    void the_chart_is_named_by_the_template_or_by_the_workload() {
        String annotations = "\"annotations\": {\"checksum/secret\": \"a\"}";
        String none = DeclaredChecksums.of(template("{" + annotations + "}"), Map.of())
                .chart();

        assertThat(DeclaredChecksums.of(template("{" + annotations + "}"), null).chart())
                .isEqualTo(none);
        assertThat(DeclaredChecksums.of(template("{" + annotations + "}"), Map.of("helm.sh/chart", "gw-1"))
                        .chart())
                .isNotEqualTo(none);
        assertThat(DeclaredChecksums.of(
                                template("{" + annotations + ", \"labels\": {\"helm.sh/chart\": \"gw-1\"}}"), null)
                        .chart())
                .isNotEqualTo(none);
    }
}
