package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.suite.NeedsProgram;
import dev.lastgood.suite.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The examples for Prometheus and Alertmanager are what their own checkers accept. */
class AlertingExamplesTest {

    @Test
    @NeedsProgram(value = "amtool", ofPackage = "prometheus-alertmanager")
    void alertmanagerUnderstandsTheRoute() throws Exception {
        check("amtool", "check-config", "examples/alerting/alertmanager.yml");
    }

    @Test
    @NeedsProgram(value = "promtool", ofPackage = "prometheus")
    void prometheusUnderstandsTheRule() throws Exception {
        check("promtool", "check", "rules", "examples/alerting/rules.yml");
    }

    private static void check(String program, String... args) throws IOException, InterruptedException {
        String[] command = new String[args.length + 1];
        command[0] = Programs.find(program).toString();
        System.arraycopy(args, 0, command, 1, args.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
