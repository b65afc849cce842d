package dev.lastgood.argocd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.kube.Execution;
import dev.lastgood.kube.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Git repository on this machine, with one file of manifests. */
final class GitRepository {

    private final Path directory;

    /** Makes an empty one. */
    GitRepository(Path directory) {
        this.directory = directory;
        git("init", "--quiet", "--initial-branch=main", directory.toString());
    }

    /** The address that Argo CD reads it from. */
    String url() {
        return directory.toUri().toString().replaceFirst("^file:/+", "file:///").replaceFirst("/$", "");
    }

    /** Commits these manifests as the only ones. */
    void commit(String manifests) {
        try {
            Files.createDirectories(directory.resolve("pricing"));
            Files.writeString(directory.resolve("pricing/all.yaml"), manifests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git("-C", directory.toString(), "add", "--all");
        git(
                "-C",
                directory.toString(),
                "-c",
                "user.name=test",
                "-c",
                "user.email=test@example.test",
                "commit",
                "--quiet",
                "--allow-empty",
                "--message=change");
    }

    private static void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Kubectl.Result result = Execution.of(command, Map.of(), "");
        assertThat(result.exit()).as(result.err()).isZero();
    }
}
