package dev.lastgood.demo;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.demo.Terminal.Colour;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What all parts of the demo do: apply, look, wait, and say whether it is as expected. */
abstract class Part {

    static final String GOOD = "1.4.2";
    static final String BAD = "1.5.0";
    static final String FIX = "1.5.1";
    static final String GATEWAY = "model-gateway";
    static final String MODEL = "pricing-rationale";

    private static final Path EXAMPLES = Path.of("examples");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    final Terminal terminal;
    final Cluster cluster;
    final StubGateway gateway;
    final OperatorProcess operator;
    private boolean allHeld = true;

    Part(Terminal terminal, Cluster cluster, OperatorProcess operator, StubGateway gateway) {
        this.terminal = terminal;
        this.cluster = cluster;
        this.operator = operator;
        this.gateway = gateway;
    }

    /** Plays; returns whether every expectation held. */
    abstract boolean play() throws Exception;

    boolean allHeld() {
        return allHeld;
    }

    // What is applied

    void applied(String file) {
        accepted(read(Path.of(file)));
        say("kubectl apply", file);
    }

    void accepted(String yaml) {
        Cluster.Answer answer = cluster.apply(Demo.NAMESPACE, yaml);
        if (!answer.accepted()) {
            throw new IllegalStateException(answer.text());
        }
    }

    static String changed(String version, String prompts) {
        return read("gateway.yaml").replace(":" + GOOD, ":" + version).replace("version: \"7\"", prompts);
    }

    static String read(String example) {
        return read(EXAMPLES.resolve(example));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What is seen

    ModelDeployment model(String name) {
        return cluster.client()
                .resources(ModelDeployment.class)
                .inNamespace(Demo.NAMESPACE)
                .withName(name)
                .get();
    }

    AIIncident incident(String name) {
        return cluster.client()
                .resources(AIIncident.class)
                .inNamespace(Demo.NAMESPACE)
                .withName(name)
                .get();
    }

    Phase phase(String name) {
        AIIncident incident = incident(name);
        return incident == null || incident.getStatus() == null ? null : incident.getStatus().phase;
    }

    Stream<RevisionSummary> revisionsOf(String version) {
        ModelDeployment model = model(MODEL);
        return model == null || model.getStatus() == null
                ? Stream.empty()
                : model.getStatus().revisions.stream().filter(r -> version.equals(r.version));
    }

    List<String> revisions() {
        ModelDeployment model = model(MODEL);
        return model == null || model.getStatus() == null
                ? List.of()
                : model.getStatus().revisions.stream()
                        .map(r -> r.name + " " + r.version + " " + r.state + " " + r.reason)
                        .toList();
    }

    boolean hasState(String version, RevisionState state) {
        return revisionsOf(version).anyMatch(r -> r.state == state);
    }

    boolean isGood(String version) {
        return hasState(version, RevisionState.Good);
    }

    boolean serves(String version) {
        Deployment deployment = deployment(GATEWAY);
        var status = deployment.getStatus();
        return revisionsOf(version).anyMatch(r -> r.name.equals(model(MODEL).getStatus().servingRevision))
                && status != null
                && Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())
                && Objects.equals(status.getUpdatedReplicas(), status.getReplicas())
                && Objects.equals(status.getAvailableReplicas(), status.getReplicas());
    }

    Deployment deployment(String name) {
        return cluster.client()
                .apps()
                .deployments()
                .inNamespace(Demo.NAMESPACE)
                .withName(name)
                .get();
    }

    String image(String name) {
        return deployment(name)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage();
    }

    ConfigMap configMap(String name) {
        return cluster.client()
                .configMaps()
                .inNamespace(Demo.NAMESPACE)
                .withName(name)
                .get();
    }

    // What is said

    void say(String label, String text) {
        terminal.labelled(String.format("  %-14s ", label), Colour.DIM, text, Colour.PLAIN);
    }

    void expect(String what, String waitingFor, BooleanSupplier holds, Supplier<String> seen) throws Exception {
        check(what, await(waitingFor, holds), seen);
    }

    void check(String what, boolean held, Supplier<String> seen) {
        allHeld &= held;
        terminal.check(held, what, held ? "" : seen.get());
    }

    boolean await(String what, BooleanSupplier holds) throws Exception {
        return terminal.busy("waiting for " + what, () -> {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!holds.getAsBoolean()) {
                if (System.nanoTime() > end || operator.hasEnded()) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return true;
        });
    }

    static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ");
    }

    static String lastLine(String text) {
        String[] lines = text.split("\n");
        return lines[lines.length - 1];
    }
}
