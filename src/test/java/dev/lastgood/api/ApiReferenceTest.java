package dev.lastgood.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/api.md is made of the CRDs. */
class ApiReferenceTest {

    private static final Path PAGE = Path.of("docs/api.md");

    /** {@code ./mvnw test -Dtest=ApiReferenceTest -Ddocs.update} writes it anew. */
    @Test
    void theReferenceIsThatOfTheCrds() throws IOException {
        String made = page();
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(made);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("# API reference\n\nMade of the CRDs, as `kubectl explain` shows them: "
                + "`./mvnw test -Dtest=ApiReferenceTest -Ddocs.update`.\n");
        Crds.committed().stream()
                .sorted(Comparator.comparing((CustomResourceDefinition c) ->
                                c.getSpec().getNames().getKind())
                        .reversed())
                .forEach(crd -> kind(page, crd));
        return page.toString();
    }

    private static void kind(StringBuilder page, CustomResourceDefinition crd) {
        var names = crd.getSpec().getNames();
        var version = crd.getSpec().getVersions().get(0);
        JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
        page.append("\n## ")
                .append(names.getKind())
                .append("\n\n`")
                .append(crd.getSpec().getGroup())
                .append('/')
                .append(version.getName())
                .append("`, short name `")
                .append(names.getShortNames().get(0))
                .append("`. ")
                .append(schema.getDescription())
                .append('\n');
        for (String part : List.of("spec", "status")) {
            JSONSchemaProps properties = schema.getProperties().get(part);
            page.append("\n### ")
                    .append(names.getKind())
                    .append(' ')
                    .append(part)
                    .append("\n\n| field | type | what it is |\n|---|---|---|\n");
            rows(page, "", properties);
        }
    }

    private static void rows(StringBuilder page, String path, JSONSchemaProps schema) {
        for (Map.Entry<String, JSONSchemaProps> entry : schema.getProperties().entrySet()) {
            JSONSchemaProps field = entry.getValue();
            String name = path + entry.getKey();
            boolean list = field.getItems() != null;
            JSONSchemaProps inner = list ? field.getItems().getSchema() : field;
            page.append("| `")
                    .append(name)
                    .append(list ? "[]" : "")
                    .append("` | ")
                    .append(type(field))
                    .append(schema.getRequired().contains(entry.getKey()) ? ", required" : "")
                    .append(" | ")
                    .append(cell(field.getDescription()))
                    .append(values(inner))
                    .append(" |\n");
            rows(page, name + (list ? "[]." : "."), inner);
        }
    }

    private static String type(JSONSchemaProps field) {
        if (field.getItems() != null) {
            return "list of " + type(field.getItems().getSchema());
        }
        return field.getAdditionalProperties() != null
                ? "map of " + type(field.getAdditionalProperties().getSchema())
                : Objects.requireNonNullElse(field.getType(), "any");
    }

    private static String values(JSONSchemaProps field) {
        String values = field.getEnum() == null || field.getEnum().isEmpty()
                ? ""
                : " One of "
                        + field.getEnum().stream()
                                .map(v -> "`" + v.asText() + "`")
                                .collect(Collectors.joining(", "))
                        + ".";
        return field.getDefault() == null
                ? values
                : values + " Default: `" + cell(field.getDefault().toString()) + "`.";
    }

    private static String cell(String text) {
        return text == null ? "" : text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
    }
}
