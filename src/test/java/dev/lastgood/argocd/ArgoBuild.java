package dev.lastgood.argocd;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.suite.BuiltOnce;
import dev.lastgood.suite.Cache;
import dev.lastgood.suite.Go;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Argo CD's programs, which are one that acts by its name, and its CRDs: built from its Go module, once per machine. */
final class ArgoBuild {

    private static final String MODULE = "github.com/argoproj/argo-cd/v3";
    private static final String ENGINE = "github.com/argoproj/argo-cd/gitops-engine/v3";
    private static final String VERSION = "v3.6.1";
    private static final Path CACHE = Cache.directory("argocd", VERSION);

    private ArgoBuild() {}

    /**
     * The program, from the cache or built.
     *
     * @throws IOException if the build is not possible; the message says why
     */
    static Path program() throws IOException {
        Path program = CACHE.resolve("argocd");
        if (!Files.isExecutable(program)) {
            // It asks for a newer Go than the other builds; go fetches that as a module.
            Go go = Go.onPath().with("GOTOOLCHAIN", "go1.27.0");
            BuiltOnce.build("Argo CD " + VERSION, program, unfinished -> build(go, unfinished));
        }
        return program;
    }

    /** What the repository server runs beside git, after {@link #program}. */
    static Path scripts() {
        return CACHE.resolve("bin");
    }

    /** The CRDs of the same version, after {@link #program}. */
    static List<Path> crds() {
        try (Stream<Path> files = Files.list(CACHE.resolve("crds"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(Go go, Path unfinished) throws IOException {
        System.out.printf("Building Argo CD %s from source, once: about 5 minutes.%n", VERSION);
        Path work = Files.createTempDirectory("lastgood-argocd");
        try {
            Path module = download(go, work);
            Path source = work.resolve("source");
            copy(module, source);
            // The directory of the replacement is another module, so that the download does not have it.
            go.ask(source, "mod", "edit", "-dropreplace=" + ENGINE, "-require=" + ENGINE + "@" + VERSION);
            copy(source.resolve("manifests/crds"), CACHE.resolve("crds"));
            Files.delete(CACHE.resolve("crds/kustomization.yaml"));
            Path script = Files.createDirectories(scripts()).resolve("git-verify-wrapper.sh");
            Files.copy(
                    source.resolve("hack").resolve(script.getFileName()), script, StandardCopyOption.REPLACE_EXISTING);
            script.toFile().setExecutable(true);
            go.run(
                    "Building Argo CD",
                    source,
                    "build",
                    "-mod=mod",
                    "-trimpath",
                    "-ldflags",
                    "-s -w -X " + MODULE + "/common.version=" + VERSION.substring(1),
                    "-o",
                    unfinished.toString(),
                    "./cmd");
        } finally {
            remove(work);
        }
    }

    private static Path download(Go go, Path work) throws IOException {
        String said = go.ask(work, "mod", "download", "-json", MODULE + "@" + VERSION);
        // What go says about its own download stands before.
        String json = said.substring(said.indexOf('{'));
        return Path.of(new ObjectMapper().readTree(json).path("Dir").textValue());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    target.toFile().setWritable(true);
                }
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
