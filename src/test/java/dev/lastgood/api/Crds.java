package dev.lastgood.api;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.quarantine.Quarantine;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The CRDs as the API classes say them, and the committed ones. */
public final class Crds {
    public static final Path COMMITTED = Path.of("crds");

    /** Returns file name to YAML, generated from the API classes. */
    public static Map<String, String> generated() throws IOException {
        Path directory = Files.createTempDirectory("crds");
        new CRDGenerator()
                .customResourceClasses(ModelDeployment.class, AIIncident.class, Quarantine.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new CrdFinish())
                .inOutputDir(directory.toFile())
                .detailedGenerate();
        Map<String, String> files = new TreeMap<>();
        try (var paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString().replace("-v1.yml", ".yaml"), Files.readString(path));
                Files.delete(path);
            }
        }
        Files.delete(directory);
        return files;
    }

    /** Returns the committed CRDs, ready to be applied. */
    public static List<CustomResourceDefinition> committed() {
        try (var paths = Files.list(COMMITTED)) {
            return paths.sorted()
                    .map(path -> Serialization.unmarshal(read(path), CustomResourceDefinition.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Crds() {}
}
