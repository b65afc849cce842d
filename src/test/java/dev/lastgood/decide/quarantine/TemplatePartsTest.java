package dev.lastgood.decide.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.quarantine.BlamedTemplatePart;
import dev.lastgood.api.quarantine.TemplateSection;
import dev.lastgood.lib.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same rule as that of the admission policies. */
class TemplatePartsTest {

    private static final JsonNode TEMPLATE = Json.yaml(
            """
            metadata: {labels: {tier: canary}, annotations: {inject: "false"}}
            spec:
              terminationGracePeriodSeconds: 5
              containers:
              - {name: gateway, image: "g:2", env: [{name: MODE, value: fast}], args: [a, b]}
              - {name: logs, image: "l:1"}
              volumes: [{name: prompts, configMap: {name: prompts}}]
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            Containers     | gateway | image    | "g:2"                               | true
            Containers     | gateway | image    | "g:1"                               | false
            Containers     | gateway | env/MODE | {name: MODE, value: fast}           | true
            Containers     | gateway | env/MODE | {name: MODE, value: slow}           | false
            Containers     | gateway | env/MODE | -                                   | false
            Containers     | gateway | env/NONE | -                                   | true
            Containers     | gateway | command  | -                                   | true
            Containers     | gateway | args     | [a, b]                              | true
            Containers     | gateway | args     | [b, a]                              | false
            Containers     | gone    | image    | -                                   | false
            Containers     | gone    | -        | -                                   | true
            Containers     | logs    | -        | {image: "l:1", name: logs}          | true
            Containers     | logs    | -        | -                                   | false
            Containers     | ''      | -        | [gateway, logs]                     | true
            Containers     | ''      | -        | [gateway]                           | false
            InitContainers | ''      | -        | []                                  | true
            Volumes        | prompts | -        | {name: prompts, configMap: {name: prompts}} | true
            Volumes        | ''      | -        | [prompts]                           | true
            Pod            | hostIPC | -        | -                                   | true
            Pod            | terminationGracePeriodSeconds | - | 5                    | true
            Pod            | terminationGracePeriodSeconds | - | 5.0                  | true
            Labels         | tier    | -        | canary                              | true
            Labels         | tier    | -        | -                                   | false
            Annotations    | inject  | -        | "false"                             | true
            Annotations    | other   | -        | x                                   | false
            """)
    void a_part_is_back_while_it_has_the_value_of_the_failed_revision(
            TemplateSection in, String name, String field, String value, boolean back) {
        assertThat(TemplateParts.areBack(List.of(part(in, name, field, value)), TEMPLATE)).isEqualTo(back);
    }

    @Test
    void all_parts_must_be_back_and_no_parts_are_never_back() {
        BlamedTemplatePart image = part(TemplateSection.Containers, "gateway", "image", "\"g:2\"");
        BlamedTemplatePart label = part(TemplateSection.Labels, "tier", null, "main");

        assertThat(TemplateParts.areBack(List.of(image, label), TEMPLATE)).isFalse();
        label.value = Json.yaml("canary");
        assertThat(TemplateParts.areBack(List.of(image, label), TEMPLATE)).isTrue();
        assertThat(TemplateParts.areBack(List.of(), TEMPLATE)).isFalse();
    }

    private static BlamedTemplatePart part(TemplateSection in, String name, String field, String value) {
        BlamedTemplatePart part = new BlamedTemplatePart();
        part.in = in;
        part.name = name;
        part.field = field;
        part.value = value == null ? null : Json.yaml(value);
        return part;
    }
}
