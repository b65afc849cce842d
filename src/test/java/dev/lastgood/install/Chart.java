package dev.lastgood.install;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The chart as Helm itself renders it. */
public final class Chart {

    public static final Path DIRECTORY = Path.of("helm/lastgood");
    /** Where it is installed unless a test says otherwise. */
    public static final String NAMESPACE = "lastgood";

    private static final Pattern DOCUMENTS = Pattern.compile("(?m)^---.*$");

    /**
     * @param values YAML that goes over values.yaml
     * @return all objects, as one YAML stream
     * @throws IllegalStateException with Helm's message where it refuses
     */
    public static String rendered(String release, String namespace, String values) {
        Path file = file(values);
        try {
            TemplateCommand template = new Helm(DIRECTORY)
                    .template()
                    .withName(release)
                    .withNamespace(namespace)
                    .withKubeVersion("1.36.3")
                    .withValuesFile(file);
            return template.call();
        } finally {
            file.toFile().delete();
        }
    }

    /** Likewise, as release {@code lastgood} in {@link #NAMESPACE}. */
    public static String rendered(String values) {
        return rendered("lastgood", NAMESPACE, values);
    }

    /** The service account and what it may do. */
    public static List<HasMetadata> rights(String release, String namespace, String values) {
        return objects(rendered(release, namespace, values)).stream()
                .filter(o -> o.getKind().equals("ServiceAccount")
                        || o.getApiVersion().startsWith("rbac.authorization.k8s.io/"))
                .map(o -> (HasMetadata) Serialization.unmarshal(Serialization.asYaml(o)))
                .toList();
    }

    /** The objects in a YAML stream. */
    public static List<GenericKubernetesResource> objects(String yaml) {
        return DOCUMENTS
                .splitAsStream(yaml)
                .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
                .filter(object -> object != null && object.getKind() != null)
                .toList();
    }

    /** The one object of a kind and name. */
    public static Optional<GenericKubernetesResource> find(
            List<GenericKubernetesResource> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.getKind().equals(kind)
                        && object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** A file with these values; the caller deletes it. */
    static Path file(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            return Files.writeString(file, values.isBlank() ? "{}" : values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Chart() {}
}
