package dev.lastgood.install;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The chart in {@code helm/lastgood}, as helm renders it. */
public final class Chart {

    private static final Path DIRECTORY = Path.of("helm/lastgood");

    /** All objects of a release with these values (YAML) in a namespace. */
    public static List<HasMetadata> rendered(String release, String namespace, String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                String text = new Helm(DIRECTORY)
                        .template()
                        .withName(release)
                        .withNamespace(namespace)
                        .withValuesFile(file)
                        .call();
                return Stream.of(text.split("(?m)^---.*$"))
                        .filter(part -> part.contains("kind:"))
                        .map(part -> (HasMetadata) Serialization.unmarshal(part))
                        .toList();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service account and what it may do. */
    public static List<HasMetadata> rights(String release, String namespace, String values) {
        return rendered(release, namespace, values).stream()
                .filter(o -> o.getKind().equals("ServiceAccount")
                        || o.getApiVersion().startsWith("rbac.authorization.k8s.io/"))
                .toList();
    }

    private Chart() {}
}
