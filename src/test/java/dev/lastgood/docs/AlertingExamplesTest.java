package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.kube.DebianProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The examples for Prometheus and Alertmanager are what their own checkers accept. */
class AlertingExamplesTest {

    @Test
    void alertmanagerUnderstandsTheRoute() throws Exception {
        check("amtool", "prometheus-alertmanager", "check-config", "examples/alerting/alertmanager.yml");
    }

    @Test
    void prometheusUnderstandsTheRule() throws Exception {
        check("promtool", "prometheus", "check", "rules", "examples/alerting/rules.yml");
    }

    private static void check(String program, String ofPackage, String... args)
            throws IOException, InterruptedException {
        String[] command = new String[args.length + 1];
        command[0] = DebianProgram.find(program, ofPackage).toString();
        System.arraycopy(args, 0, command, 1, args.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
