package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.workload.NoiseReport;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of docs/revisions.md. */
class RevisionExamplesTest {

    static Stream<RevisionExample> examples() {
        return RevisionExample.all().stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void a_change_is_noise_or_makes_a_new_revision(RevisionExample example) {
        boolean sameTemplate = Projection.templateHash(example.changed().path("template"), example.noise())
                .equals(Projection.templateHash(example.good().path("template"), example.noise()));
        boolean sameConfiguration =
                example.changed().path("configMaps").equals(example.good().path("configMaps"));

        assertThat(sameTemplate && sameConfiguration ? "same" : "new")
                .isEqualTo(example.expected().path("revision").textValue());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void what_is_ignored_is_listed_with_the_reason(RevisionExample example) {
        Map<String, String> listed = new TreeMap<>();
        NoiseReport.of(Json.as(example.changed().path("template"), PodTemplateSpec.class), example.noise())
                .forEach(part -> listed.put(part.part, part.reason.name()));

        assertThat(listed).isEqualTo(example.ignored());
    }
}
