package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.kube.TheirCrds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file in examples/ is taken by a real API server as it is. */
@RealApiServer
class ExamplesIT {

    @BeforeAll
    static void install() {
        var client = ControlPlane.shared().client();
        TheirCrds.install(ControlPlane.shared());
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        Eventually.eventually("the CRDs are served", () -> assertThat(
                        client.getApiResources("lastgood.dev/v1alpha1").getResources())
                .hasSizeGreaterThanOrEqualTo(2));
    }

    @AfterAll
    static void remove() {
        TheirCrds.remove(ControlPlane.shared());
    }

    static List<Path> examples() throws IOException {
        try (var paths = Files.walk(Path.of("examples"))) {
            return paths.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isTakenByTheApiServer(Path example) throws IOException {
        String namespace = ControlPlane.shared().newNamespace("example");
        String yaml = Files.readString(example);

        // Strict: a field that no schema has is an error, and not dropped.
        for (List<String> how : List.of(
                List.of("--server-side", "--dry-run=server", "--validate=strict"),
                List.of("--server-side", "--validate=strict"),
                List.of("--validate=strict"))) {
            Kubectl.Result result = ControlPlane.shared().kubectl().apply(namespace, yaml, how.toArray(String[]::new));
            assertThat(result.exit())
                    .as("kubectl apply %s: %s", how, result.err())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void beginsWithACommentThatSaysWhatItIs(Path example) throws IOException {
        assertThat(Files.readAllLines(example).get(0)).startsWith("# ");
    }
}
