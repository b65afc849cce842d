package dev.lastgood.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.suite.NeedsProgram;
import dev.lastgood.suite.Programs;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart's alerts, by Prometheus' own tool. */
class AlertRulesTest {

    private static final Path CASES = Path.of("src/test/prometheus/rules.test.yaml");

    static Iterable<JsonNode> alerts() throws IOException {
        return Serialization.unmarshal(Files.readString(Path.of("helm/lastgood/rules/lastgood.yaml")), JsonNode.class)
                .at("/groups/0/rules");
    }

    @Test
    @NeedsProgram(value = "promtool", ofPackage = "prometheus")
    void eachFiresWhereItShouldAndIsQuietElse() throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(Programs.find("promtool").toString(), "test", "rules", CASES.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void eachHasBothCasesAndASectionOfItsOwn(JsonNode alert) throws IOException {
        String name = alert.path("alert").textValue();
        assertThat(Files.readString(CASES)).contains("name: " + name + " fires\n", "name: " + name + " is quiet\n");
        assertThat(alert.at("/annotations/runbook_url").textValue())
                .endsWith("/docs/operations.md#" + name.toLowerCase());
        assertThat(Files.readString(Path.of("docs/operations.md"))).contains("\n### " + name + "\n");
        assertThat(alert.at("/annotations/summary").textValue()).isNotBlank();
        assertThat(alert.at("/labels/severity").textValue()).isIn("critical", "warning");
    }

    @Test
    void noSectionIsAboutAnAlertThatIsNot() throws IOException {
        String names = StreamSupport.stream(alerts().spliterator(), false)
                .map(alert -> alert.path("alert").textValue())
                .toList()
                .toString();
        Files.readString(Path.of("docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("### "))
                .forEach(line -> assertThat(names).contains(line.substring(4)));
    }
}
