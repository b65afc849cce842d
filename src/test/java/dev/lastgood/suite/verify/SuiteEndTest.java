package dev.lastgood.suite.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteEndTest {

    private static final String NO_PROMETHEUS = "prometheus is not on the PATH; apt-get install prometheus";

    @TempDir
    private Path target;

    @BeforeEach
    void begin() throws IOException {
        TestReports.begin(target);
    }

    private Path report(String directory, String name, double seconds, String... testCases) throws IOException {
        Files.createDirectories(target.resolve(directory));
        return Files.writeString(
                target.resolve(directory).resolve("TEST-" + name + ".xml"),
                "<testsuite name=\"" + name + "\" time=\"" + seconds + "\">" + String.join("", testCases)
                        + "</testsuite>");
    }

    private static String ran(String test) {
        return "<testcase name=\"" + test + "\"/>";
    }

    private static String skipped(String test, String reason) {
        return "<testcase name=\"" + test + "\"><skipped message=\"" + reason + "\"/></testcase>";
    }

    private String said() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SuiteEnd.say(TestReports.read(target), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theTenSlowestClassesOfBothKindsAreListedTheSlowestFirst() throws IOException {
        for (int i : IntStream.range(0, 12).toArray()) {
            report("surefire-reports", "dev.lastgood.U" + i + "Test", i, ran("a"));
        }
        report("failsafe-reports", "dev.lastgood.SlowIT", 61.25, ran("a"));

        assertThat(said().lines())
                .hasSize(11)
                .startsWith("The slowest test classes, in seconds:", "   61.3  SlowIT", "   11.0  U11Test");
    }

    @Test
    void nothingIsSaidOfTestsThatAreLeftOutIfThereAreNone() throws IOException {
        report("surefire-reports", "dev.lastgood.ATest", 1, ran("a"));

        assertThat(said()).doesNotContain("left out");
    }

    @Test
    void oneLineNamesTheTestsThatWereLeftOutWithTheReasonOnce() throws IOException {
        report("surefire-reports", "dev.lastgood.RulesTest", 1, skipped("fires", NO_PROMETHEUS), ran("isNamed"));
        report(
                "failsafe-reports",
                "dev.lastgood.MetricsIT",
                0,
                skipped("a", NO_PROMETHEUS),
                skipped("b", NO_PROMETHEUS));
        report("failsafe-reports", "dev.lastgood.ImageIT", 1, skipped("aot", "no JDK 25,\nit is not tried"), ran("b"));

        assertThat(said().lines())
                .endsWith("Tests that were left out: ImageIT.aot (no JDK 25, it is not tried);"
                        + " MetricsIT, RulesTest.fires (" + NO_PROMETHEUS + ")")
                .filteredOn(line -> line.contains("left out"))
                .hasSize(1);
    }

    @Test
    void manyAreCounted() throws IOException {
        for (int i = 10; i < 30; i++) {
            report("failsafe-reports", "dev.lastgood.A" + i + "IT", 0, skipped("a", "no API server"));
        }

        assertThat(said()).contains("left out: tests of 20 classes, A10IT to A29IT (no API server)");
    }

    @Test
    void reportsOfAnEarlierRunDoNotCount() throws IOException {
        Path old = report("failsafe-reports", "dev.lastgood.OldIT", 1, skipped("a", "x"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));

        assertThat(said()).isEmpty();
    }

    @Test
    void unitTestsAloneDoNotAskForAnApiServer() {
        assertThat(SuiteStart.runsIntegrationTests("goals: [test]")).isFalse();
        assertThat(SuiteStart.runsIntegrationTests("goals: [package]")).isFalse();
        assertThat(SuiteStart.runsIntegrationTests("goals: [clean, verify]")).isTrue();
        assertThat(SuiteStart.runsIntegrationTests("goals: [install]")).isTrue();
        assertThat(SuiteStart.runsIntegrationTests("goals: [failsafe:integration-test]"))
                .isTrue();
    }
}
