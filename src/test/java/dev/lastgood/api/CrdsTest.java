package dev.lastgood.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
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
}
