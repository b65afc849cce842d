package dev.lastgood.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.kube.Execution;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A chart that one version of Helm installs into one namespace, as a person or a pipeline would. */
final class Release {

    /** The gateway that these tests install. */
    static final Path GATEWAY = Path.of("src/test/resources/helm/gateway");

    private final HelmVersion version;
    private final Stage stage;
    private final Path chart;
    private final String name;

    Release(HelmVersion version, Stage stage, Path chart, String name) {
        this.version = version;
        this.stage = stage;
        this.chart = chart;
        this.name = name;
    }

    /** {@code helm install}, which must succeed. */
    Release install(String values, String... flags) {
        return succeeds(deploy("install", values, flags));
    }

    /** {@code helm upgrade}, which must succeed. */
    Release upgrade(String values, String... flags) {
        return succeeds(deploy("upgrade", values, flags));
    }

    /** {@code helm upgrade}, whatever comes of it. */
    Kubectl.Result tryUpgrade(String values, String... flags) {
        return deploy("upgrade", values, flags);
    }

    /** The flag by which this version rolls back an upgrade that fails. */
    String atomic() {
        return version == HelmVersion.HELM3 ? "--atomic" : "--rollback-on-failure";
    }

    /** {@code helm rollback} to one of its revisions, which Helm counts from 1. */
    Kubectl.Result tryRollback(int revision) {
        return run(List.of("rollback", name, String.valueOf(revision)), "");
    }

    /** {@code helm uninstall}, which must succeed. */
    void uninstall() {
        succeeds(run(List.of("uninstall", name), ""));
    }

    /** What Helm sends for one of its revisions. */
    String manifest(int revision) {
        return printed("get", "manifest", name, "--revision", String.valueOf(revision));
    }

    /** What Helm would send with these values. */
    String rendered(String values) {
        Kubectl.Result result = run(List.of("template", name, chart.toString(), "-f", "-"), values);
        succeeds(result);
        return result.out();
    }

    /** What Helm believes: deployed, failed, or another of its words. */
    String status() {
        try {
            return new ObjectMapper()
                    .readTree(printed("status", name, "-o", "json"))
                    .at("/info/status")
                    .textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String printed(String... command) {
        Kubectl.Result result = run(List.of(command), "");
        succeeds(result);
        return result.out();
    }

    private Kubectl.Result deploy(String command, String values, String... flags) {
        List<String> all = new ArrayList<>(List.of(command, name, chart.toString(), "-f", "-"));
        all.addAll(List.of(flags));
        return run(all, values);
    }

    private Release succeeds(Kubectl.Result result) {
        assertThat(result.exit()).as("%s: %s", version, result.err()).isZero();
        return this;
    }

    private Kubectl.Result run(List<String> arguments, String input) {
        try {
            Path kubeconfig = stage.plane().kubeconfig();
            List<String> command = new ArrayList<>(List.of(version.program().toString()));
            command.addAll(arguments);
            command.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--namespace", stage.namespace()));
            String home = kubeconfig.resolveSibling("helm").toString();
            return Execution.of(
                    command, Map.of("HELM_CACHE_HOME", home, "HELM_CONFIG_HOME", home, "HELM_DATA_HOME", home), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
