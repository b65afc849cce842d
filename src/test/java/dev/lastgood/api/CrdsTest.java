package dev.lastgood.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrdsTest {

    /** {@code ./mvnw test -Dtest=CrdsTest -Dcrds.update} writes them anew. */
    @Test
    void theCommittedCrdsAreThoseOfTheApiClasses() throws Exception {
        Map<String, String> generated = Crds.generated();
        if (System.getProperty("crds.update") != null) {
            for (var file : generated.entrySet()) {
                Files.writeString(Crds.COMMITTED.resolve(file.getKey()), file.getValue());
            }
        }
        Map<String, String> committed = new TreeMap<>();
        try (var paths = Files.list(Crds.COMMITTED)) {
            for (var path : paths.toList()) {
                committed.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        assertThat(committed).isEqualTo(generated);
    }

    @Test
    void everyFieldHasADescription() {
        List<String> without = new ArrayList<>();
        for (CustomResourceDefinition crd : Crds.committed()) {
            for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
                collect(crd.getSpec().getNames().getKind(), version.getSchema().getOpenAPIV3Schema(), without);
            }
        }
        assertThat(without).isEmpty();
    }

    private static void collect(String path, JSONSchemaProps schema, List<String> without) {
        if (schema.getDescription() == null || schema.getDescription().isBlank()) {
            without.add(path);
        }
        properties(path, schema, without);
    }

    private static void properties(String path, JSONSchemaProps schema, List<String> without) {
        schema.getProperties().forEach((name, property) -> collect(path + "." + name, property, without));
        if (schema.getItems() != null) {
            properties(path + "[]", schema.getItems().getSchema(), without);
        }
    }
}
