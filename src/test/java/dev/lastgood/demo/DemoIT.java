package dev.lastgood.demo;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.kube.RealApiServer;
import dev.lastgood.suite.Belongings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process of its own, as examples/demo/run starts it after the build. */
class DemoIT {

    private static final int USAGE_EXIT = 2;
    private static final int SIGTERM_EXIT = 143;

    /** Whatever the demo leaves behind lies here. */
    @TempDir
    private Path temporary;

    private final List<String> said = new ArrayList<>();

    @AutoClose
    private final Belongings belongings = new Belongings();

    private Process demo;

    @BeforeEach
    void nothingIsThere() throws IOException {
        leavesNothing(List.of());
    }

    @Test
    @RealApiServer
    void everyExpectationHoldsOnARealApiServer() throws Exception {
        start("--real", "--once");

        readUntil("there is no such line");

        assertThat(demo.waitFor()).as(text()).isZero();
        assertThat(text())
                .startsWith("Lastgood's demo on a real Kubernetes ")
                .contains("quarantined by incident")
                .endsWith("Every expectation held.");
        leavesNothing(List.of());
    }

    @Test
    void everyExpectationHoldsOnTheMockAndAStopLeavesNothingBehind() throws Exception {
        start("--mock");
        readUntil("Stays until Ctrl-C.");
        List<ProcessHandle> children = demo.descendants().toList();

        // As Ctrl-C does; but SIGINT itself is ignored by all that a shell starts in the background.
        new ProcessBuilder("kill", "-TERM", Long.toString(demo.pid())).start().waitFor();

        assertThat(demo.waitFor()).as(text()).isEqualTo(SIGTERM_EXIT);
        assertThat(text()).startsWith("Lastgood's demo on the in-process mock").contains("Every expectation held.");
        assertThat(children).as("operator and Postgres").isNotEmpty();
        leavesNothing(children);
    }

    @Test
    void anUnknownArgumentIsAnsweredWithTheUsage() throws Exception {
        start("--fast");

        readUntil("there is no such line");

        assertThat(demo.waitFor()).isEqualTo(USAGE_EXIT);
        assertThat(text()).contains("usage: examples/demo/run");
    }

    private void start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dlastgood.java.options=" + System.getProperty("lastgood.java.options", ""),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Demo.class.getName()));
        command.addAll(List.of(args));
        demo = new ProcessBuilder(command).redirectErrorStream(true).start();
        belongings.own(demo::destroy);
    }

    /** Reads what the demo says, to that line or to its end. */
    private void readUntil(String line) throws IOException {
        BufferedReader reader = demo.inputReader();
        for (String next = reader.readLine(); next != null; next = reader.readLine()) {
            said.add(next);
            if (next.equals(line)) {
                return;
            }
        }
    }

    private String text() {
        return String.join("\n", said);
    }

    private void leavesNothing(List<ProcessHandle> children) throws IOException {
        eventually("no process is left", () -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        try (var left = Files.list(temporary)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    // The JVM's own file, which it removes at its end or never.
                    .filteredOn(name -> !name.startsWith("hsperfdata_"))
                    .isEmpty();
        }
    }
}
