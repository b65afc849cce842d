package dev.lastgood.lib.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.lib.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSetTest {

    private static FieldSet set(String yaml) {
        return new FieldSet(Json.yaml(yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // one | other | either | both | only the one
                "{f:a: {}} | {f:b: {}} | {f:a: {}, f:b: {}} | {} | {f:a: {}}",
                "{f:a: {}} | {f:a: {}} | {f:a: {}} | {f:a: {}} | {}",
                "{f:a: {f:b: {}}} | {f:a: {f:c: {}}} | {f:a: {f:b: {}, f:c: {}}} | {} | {f:a: {f:b: {}}}",
                "{f:a: {}} | {f:a: {f:b: {}}} | {f:a: {'.': {}, f:b: {}}} | {} | {f:a: {}}",
                "{f:a: {'.': {}, f:b: {}}} | {f:a: {f:b: {}}} | {f:a: {'.': {}, f:b: {}}} | {f:a: {f:b: {}}} | {f:a: {}}",
                "{f:a: {'.': {}, f:b: {}}} | {f:a: {'.': {}}} | {f:a: {'.': {}, f:b: {}}} | {f:a: {}} | {f:a: {f:b: {}}}",
                "{} | {f:a: {}} | {f:a: {}} | {} | {}"
            })
    void setsAreCombinedFieldByField(String one, String other, String either, String both, String only) {
        assertThat(set(one).plus(set(other))).isEqualTo(set(either));
        assertThat(set(one).common(set(other))).isEqualTo(set(both));
        assertThat(set(one).without(set(other))).isEqualTo(set(only));
    }

    @Test
    void anEntryWithoutFieldsOwnsNothing() {
        FieldSet none = FieldSet.of(Json.object());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.plus(set("{f:a: {}}"))).isEqualTo(set("{f:a: {}}"));
        assertThat(none.has("f:a")).isFalse();
        assertThat(none.below("f:a").isEmpty()).isTrue();
    }

    @Test
    void aPartKeepsItsPathAndNothingBesideIt() {
        FieldSet all = set("{f:spec: {f:replicas: {}, f:template: {'.': {}, f:spec: {}}}, f:metadata: {}}");
        assertThat(all.below("f:spec", "f:template")).isEqualTo(set("{f:spec: {f:template: {'.': {}, f:spec: {}}}}"));
        assertThat(all.has("f:spec", "f:template")).isTrue();
        assertThat(all.has("f:spec", "f:selector")).isFalse();
    }
}
