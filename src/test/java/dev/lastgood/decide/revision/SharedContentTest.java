package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedContentTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static ControllerRevision revision(Map<String, String> annotations) {
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName("r")
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    @Test
    void everythingThatARevisionNamesIsReferredTo() {
        ControllerRevision one = revision(Map.of(Names.CONFIGURATION, "{\"a\": \"d1\", \"absent\": \"\"}"));
        ControllerRevision other =
                revision(Map.of(Names.CONFIGURATION, "{\"a\": \"d2\"}", Names.STORED_APART, "{\"d2\": 1, \"d3\": 2}"));
        ControllerRevision older = revision(null);

        assertThat(SharedContent.referred(List.of(one, other, older))).hasValueSatisfying(names -> assertThat(names)
                .contains(SharedContent.name("d1"), SharedContent.name("d2"), SharedContent.name("d3"))
                .doesNotContain(SharedContent.name("d4")));
        assertThat(SharedContent.referred(List.of()))
                .hasValueSatisfying(names -> assertThat(names).isEmpty());
    }

    @Test
    void nothingIsKnownIfSomeoneHasWrittenIntoARevision() {
        ControllerRevision intact = revision(Map.of(Names.CONFIGURATION, "{\"a\": \"d1\"}"));

        assertThat(SharedContent.referred(List.of(intact, revision(Map.of(Names.CONFIGURATION, "oops")))))
                .isEmpty();
        assertThat(SharedContent.referred(List.of(intact, revision(Map.of(Names.STORED_APART, "[]")))))
                .isEmpty();
    }

    @Test
    void contentThatWasReplacedIsNotTakenForTheOriginal() {
        var data = Json.parse("{\"data\": {\"system\": \"Be brief.\"}}");
        String digest = Configuration.of(
                        Json.object().set("configMaps", Json.object().set("prompts", data)))
                .digests()
                .get("prompts");

        assertThat(SharedContent.isIntact(digest, data)).isTrue();
        assertThat(SharedContent.isIntact(digest, Json.parse("{\"data\": {\"system\": \"Be creative.\"}}")))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "never",
            textBlock =
                    """
                    referred to as ever,     true,  never,                No
                    no longer referred to,   false, never,                Begins
                    referred to again,       true,  2026-11-23T11:30:00Z, Ends
                    an hour has not passed,  false, 2026-11-23T11:00:01Z, Waits
                    an hour has passed,      false, 2026-11-23T11:00:00Z, Remove
                    """)
    void outlivesItsLastRevisionByAnHour(String name, boolean referred, Instant since, Orphan expected) {
        assertThat(Orphan.of(referred, since, SharedContent.KEPT, NOW)).isEqualTo(expected);
    }
}
