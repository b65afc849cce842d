package dev.lastgood.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the image and the cache beside them, as the Dockerfile lays them out, started without Docker. */
class ImageIT {

    private static final int NEW = 25;

    @TempDir
    private static Path layout;

    @BeforeAll
    static void layOut() throws IOException {
        Path app = OperatorProcess.directory();
        try (Stream<Path> files = Files.walk(app)) {
            for (Path file : files.toList()) {
                Path name = app.relativize(file);
                if (name.toString().equals("lastgood.jar") || name.startsWith("lib")) {
                    Files.copy(file, layout.resolve(name.toString()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private record Ended(int exit, String said) {}

    private static Ended train(Path directory, String java) {
        try {
            Process process = new ProcessBuilder("image/train", directory.toString(), java)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The JVM ends at once where it cannot use the cache. */
    private static List<String> withCache(String java, boolean aot) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(
                aot
                        ? List.of(
                                "@image/java.options",
                                "-XX:AOTMode=on",
                                "-XX:AOTCache=" + layout.resolve("lastgood.aot"))
                        : List.of(
                                "-XX:+UseSerialGC",
                                "-Xshare:on",
                                "-XX:SharedArchiveFile=" + layout.resolve("lastgood.jsa")));
        return withJar(command);
    }

    private static List<String> withJar(List<String> command) {
        return Stream.concat(
                        command.stream(),
                        Stream.of("-jar", layout.resolve("lastgood.jar").toString()))
                .toList();
    }

    private static Duration ready(List<String> command) {
        ControlPlane plane = ControlPlane.shared();
        String namespace = plane.newNamespace("image");
        long begin = System.nanoTime();
        try (OperatorProcess operator = OperatorProcess.launch(
                plane.login("admin"),
                Map.of("LASTGOOD_NAMESPACES", namespace, "LASTGOOD_OPERATOR_NAMESPACE", namespace),
                command)) {
            operator.awaitReady();
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    private static void startsFromItsCache(String java, boolean aot, List<String> plain) {
        Crds.committed()
                .forEach(crd -> ControlPlane.shared().client().resource(crd).serverSideApply());
        Ended trained = train(layout, java);
        assertThat(trained.exit()).as(trained.said()).isZero();

        Duration before = ready(withJar(plain));
        Duration after = ready(withCache(java, aot));

        System.out.printf(
                "start to ready, Java %s: %d ms, with the cache %d ms%n",
                aot ? "25 or newer, AOT" : "of the build, CDS", before.toMillis(), after.toMillis());
    }

    @Test
    @RealApiServer
    void itStartsFromTheCacheThatTheJvmOfTheBuildMakes() {
        String java = ProcessHandle.current().info().command().orElse("java");
        boolean aot = Runtime.version().feature() >= NEW;
        startsFromItsCache(java, aot, aot ? List.of(java, "@image/java.options") : List.of(java, "-XX:+UseSerialGC"));
    }

    @Test
    @RealApiServer
    void itStartsFromTheAotCacheThatTheJvmOfTheImageMakes() throws IOException {
        Optional<String> java = newJava();
        assumeTrue(java.isPresent(), "no JDK 25 or newer in JAVA25_HOME or /usr/lib/jvm: the AOT cache is not tried");
        startsFromItsCache(java.get(), true, List.of(java.get(), "@image/java.options"));
    }

    /** Where Linux distributions put them. */
    private static Optional<String> newJava() throws IOException {
        List<Path> homes = new ArrayList<>();
        Optional.ofNullable(System.getenv("JAVA25_HOME")).map(Path::of).ifPresent(homes::add);
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> found = Files.list(installed)) {
                found.sorted().forEach(homes::add);
            }
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isRegularFile(release)
                    && Files.readString(release)
                            .lines()
                            .anyMatch(l -> l.matches("JAVA_VERSION=\"(2[5-9]|[3-9]\\d).*"))) {
                return Optional.of(home.resolve("bin/java").toString());
            }
        }
        return Optional.empty();
    }

    @Test
    void whatCannotBeTrainedIsSaid(@TempDir Path empty) {
        Ended ended = train(empty, ProcessHandle.current().info().command().orElse("java"));

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.said()).contains("wrote no cache");
    }
}
