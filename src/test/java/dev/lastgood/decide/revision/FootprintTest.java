package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastgood.decide.workload.ConfigMapState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FootprintTest {

    private static final long KIB = 1024;

    private static ConfigMapState configMap(String digest, long bytes) {
        return new ConfigMapState(digest, bytes, null, false, null, List.of());
    }

    @Test
    void largeConfigMapsAreStoredApartAndSmallOnesAreCopied() {
        Footprint footprint = Footprint.of(
                5000, List.of(configMap("small", 32 * KIB), configMap("large", 32 * KIB + 1), configMap("", 0)));

        assertThat(footprint).isEqualTo(new Footprint(5000 + 32 * KIB, Map.of("large", 32 * KIB + 1)));
        assertThat(footprint.isTooLarge()).isFalse();
    }

    @Test
    void whatAppearsTwiceIsStoredOnce() {
        Footprint footprint = Footprint.of(5000, List.of(configMap("a", 400 * KIB), configMap("a", 400 * KIB)));

        assertThat(footprint).isEqualTo(new Footprint(5000, Map.of("a", 400 * KIB)));
    }

    @Test
    void manySmallOnesFitBecauseTheLargestOfThemAreStoredApart() {
        List<ConfigMapState> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(configMap("digest" + i, 10 * KIB + i));
        }

        Footprint footprint = Footprint.of(5000, many);

        assertThat(footprint.isTooLarge()).isFalse();
        assertThat(footprint.own()).isBetween(880 * KIB, Footprint.MAX_OWN);
        assertThat(footprint.apart()).containsKey("digest99").doesNotContainKey("digest0");
    }

    @Test
    void aTemplateOrAConfigMapAloneMayBeTooLarge() {
        assertThat(Footprint.of(Footprint.MAX_OWN, List.of()).isTooLarge()).isFalse();
        assertThat(Footprint.of(Footprint.MAX_OWN + 1, List.of()).isTooLarge()).isTrue();
        assertThat(Footprint.of(1, List.of(configMap("a", Footprint.MAX_APART))).isTooLarge())
                .isFalse();
        assertThat(Footprint.of(1, List.of(configMap("a", Footprint.MAX_APART + 1)))
                        .isTooLarge())
                .isTrue();
    }

    @Test
    void whatIsTooLargeIsNamed() {
        Configuration configuration = new Configuration(Map.of("catalogue", "a", "prompts", "b"));

        assertThat(content(configuration, new Footprint(1, Map.of("a", Footprint.MAX_APART, "b", 40 * KIB)))
                        .tooLarge())
                .isEmpty();
        assertThat(content(configuration, new Footprint(1, Map.of("a", Footprint.MAX_APART + 1, "b", 40 * KIB)))
                        .tooLarge())
                .hasValueSatisfying(
                        words -> assertThat(words).contains("ConfigMap catalogue takes 1401 KiB", "at most 1400 KiB"));
        assertThat(content(configuration, new Footprint(901 * KIB, Map.of())).tooLarge())
                .hasValueSatisfying(words -> assertThat(words).contains("the pod template takes 901 KiB"));
    }

    private static Content content(Configuration configuration, Footprint footprint) {
        return new Content("hash", "template", "", configuration, "v1", footprint);
    }

    @Test
    void whatIsWrittenDownIsReadAgain() {
        Footprint footprint = new Footprint(10, Map.of("a", 40L, "b", 50L));

        assertThat(Footprint.parse(10, footprint.text())).isEqualTo(footprint);
        assertThat(Footprint.inOneObject(10).text()).isNull();
        assertThat(Footprint.parse(10, null)).isEqualTo(Footprint.inOneObject(10));
        for (String damaged : List.of("", "no JSON", "[]", "{\"a\": ")) {
            assertThatThrownBy(() -> Footprint.parse(10, damaged)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
