package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.lib.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoredPartTest {

    private static final RestoredPart VARIABLE = new RestoredPart(null, "gateway", "MORE");
    private static final RestoredPart KEY = new RestoredPart("prompts", null, "tone");

    private static JsonNode revision(String env, String configMaps) {
        return Json.yaml(
                "{template: {spec: {initContainers: [{name: init, env: [{name: I}]}], containers: [{name: gateway, env: ["
                        + env + "]}]}}, configMaps: {" + configMaps + "}}");
    }

    @Test
    void onlyWhatTheFailedRevisionRemovedIsRestored() {
        JsonNode good = revision(
                "{name: MODE}, {name: MORE}", "prompts: {data: {system: a, tone: b}}, rules: {binaryData: {r: AA==}}");
        assertThat(RestoredPart.between(
                        revision("{name: MODE}, {name: NEW}", "prompts: {data: {system: b}}, rules: null"), good))
                .containsExactlyInAnyOrder(VARIABLE, KEY, new RestoredPart("rules", null, "r"));
        assertThat(RestoredPart.between(good, good)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // data | managedFields | last-applied | left over
                "tone: b | | | true",
                "other: b | | | false",
                "tone: another | | | false",
                "tone: b | {operation: Update, fieldsV1: {f:data: {f:tone: {}}}} | | true",
                "tone: b | {operation: Apply, fieldsV1: {f:data: {f:tone: {}}}} | | false",
                "tone: b | {operation: Apply, fieldsV1: {f:data: {f:other: {}}}} | | true",
                "tone: b | | {\"data\":{\"tone\":\"c\"}} | false",
                "tone: b | | {\"data\":{\"other\":\"c\"}} | true"
            })
    void aKeyIsLeftOverIfItExistsAndNoApplierOwnsIt(String data, String entry, String lastApplied, boolean isLeft) {
        JsonNode live =
                Json.yaml("{metadata: {managedFields: [%s]}, data: {%s}}".formatted(entry == null ? "" : entry, data));
        assertThat(KEY.isLeftOver(live, lastApplied, Json.yaml("{configMaps: {prompts: {data: {tone: b}}}}")))
                .isEqualTo(isLeft);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MORE | Update | MORE | true",
                "MORE | Apply | MORE | false",
                "MORE | Apply | MODE | true",
                "MODE | Update | MODE | false"
            })
    void soIsAVariable(String exists, String operation, String owned, boolean isLeft) {
        JsonNode live = Json.yaml(
                """
                metadata:
                  managedFields:
                  - operation: %s
                    fieldsV1: {f:spec: {f:template: {f:spec: {f:containers: {'k:{"name":"gateway"}': {f:env: {'k:{"name":"%s"}': {}}}}}}}}
                spec: {template: {spec: {containers: [{name: gateway, env: [{name: %s}]}]}}}
                """
                        .formatted(operation, owned, exists));
        assertThat(VARIABLE.isLeftOver(live, null, Json.object())).isEqualTo(isLeft);
    }
}
