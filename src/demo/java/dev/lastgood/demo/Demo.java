package dev.lastgood.demo;

import dev.lastgood.api.Crds;
import dev.lastgood.demo.Terminal.Colour;
import dev.lastgood.kube.KubeBinaries;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The demo: the packaged operator, a control plane, a Postgres and a stub gateway on this machine. {@code
 * examples/demo/run} starts it.
 */
public final class Demo implements AutoCloseable {

    static final String USAGE =
            """
            usage: examples/demo/run [--once] [--real | --mock]

              --once   end after the scenario, with exit code 0 only if every expectation held
              --real   insist on a real Kubernetes API server; builds one where none can be had (6 minutes, once)
              --mock   play on the in-process mock, even where a real API server can be had
            """;

    static final String NAMESPACE = "ai";

    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILED = 1;
    private static final int REMOVALS = 100;

    private final Terminal terminal;
    private final Belongings belongings = new Belongings();

    Demo(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Plays; exits with 0, 1 where an expectation did not hold or something is missing, 2 for a wrong argument. */
    public static void main(String[] args) {
        List<String> given = List.of(args);
        boolean known = given.stream().allMatch(List.of("--once", "--real", "--mock")::contains);
        if (!known || (given.contains("--real") && given.contains("--mock"))) {
            System.err.print(USAGE);
            System.exit(EXIT_USAGE);
        }
        Logger.getLogger("").setLevel(Level.SEVERE);
        Terminal terminal = Terminal.ofProcess(Boolean.getBoolean("lastgood.demo.tty"));
        Demo demo = new Demo(terminal);
        AtomicBoolean finished = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!finished.get()) {
                                terminal.last("Ending: processes and temporary files go.");
                            }
                            demo.close();
                        },
                        "demo-end"));
        int exit = EXIT_FAILED;
        try {
            boolean held = demo.play(given.contains("--real"), given.contains("--mock"));
            exit = held ? 0 : EXIT_FAILED;
            if (!given.contains("--once")) {
                demo.stay();
            }
        } catch (KubeUnavailable e) {
            terminal.line(e.getMessage());
        } catch (Exception e) {
            terminal.line("The demo broke: " + (e instanceof IllegalStateException ? e.getMessage() : e));
        }
        finished.set(true);
        System.exit(exit);
    }

    /**
     * Plays the scenario.
     *
     * @return whether every expectation held
     * @throws KubeUnavailable where a real API server is insisted on and cannot be had
     */
    boolean play(boolean insistOnReal, boolean mock) throws Exception {
        Path directory = Files.createTempDirectory("lastgood-demo");
        belongings.own(() -> remove(directory));
        Cluster cluster = cluster(insistOnReal, mock, directory);
        RunbookPostgres postgres = terminal.busy(
                "starting Postgres",
                () -> belongings.own(new RunbookPostgres(
                        Path.of("target/demo/postgres").toAbsolutePath(), directory.resolve("postgres"))));
        Crds.committed().forEach(crd -> cluster.client().resource(crd).create());
        for (String namespace : List.of(NAMESPACE, "lastgood")) {
            cluster.client()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        StubGateway gateway = belongings.own(new StubGateway(cluster.client(), NAMESPACE, Unattended.VERSIONS));
        Receivers receivers = belongings.own(new Receivers());
        OperatorProcess operator = terminal.busy("starting the operator", () -> {
            OperatorProcess process = belongings.own(OperatorProcess.launch(
                    cluster.login(),
                    Map.of(
                            // What the operator leaves in its temporary directory goes with the demo's. A dry run on
                            // the
                            // mock would be a run.
                            "JAVA_TOOL_OPTIONS",
                            "-Djava.io.tmpdir=" + directory
                                    + (cluster.hasAdmission() ? "" : " -Dlastgood.rollback-check=0s"),
                            // There is no cluster network here: this is where the Service leads to.
                            "LASTGOOD_PROBES_ADDRESSES",
                            NAMESPACE + "/model-gateway:http=" + gateway.endpoint(),
                            "LASTGOOD_NOTIFY_PAGERDUTY_URL",
                            receivers.url(),
                            "LASTGOOD_NOTIFY_SLACK_URL",
                            receivers.url(),
                            "LASTGOOD_LINKS_DASHBOARD",
                            "https://grafana.example.com/d/ai-lifecycle?var-model={model}",
                            "LASTGOOD_LINKS_TRACE",
                            "https://tempo.example.com/trace/{traceId}",
                            "LASTGOOD_DATABASE_URL",
                            postgres.jdbcUrl(),
                            "LASTGOOD_DATABASE_USERNAME",
                            "postgres",
                            "LASTGOOD_DATABASE_PASSWORD",
                            "postgres",
                            // A dry run on the mock would be a run.
                            "LASTGOOD_QUARANTINE_CHECK",
                            cluster.hasAdmission() ? "10m" : "0s")));
            process.awaitReady();
            return process;
        });
        List<Part> parts = List.of(
                new Scenario(terminal, cluster, postgres, receivers, operator, gateway),
                new Unattended(terminal, cluster, operator, gateway),
                new Called(terminal, cluster, operator, gateway));
        boolean allHeld = true;
        for (Part part : parts) {
            allHeld &= part.play();
        }
        howToLookFurther(cluster, postgres, gateway);
        terminal.title(allHeld ? "Every expectation held." : terminal.paint(Colour.RED, "Not every expectation held."));
        return allHeld;
    }

    private void howToLookFurther(Cluster cluster, RunbookPostgres postgres, StubGateway gateway) {
        terminal.title("Look further, from another terminal");
        terminal.line("  export KUBECONFIG=" + cluster.login().kubeconfig());
        String kubectl = cluster.kubectl().map(Path::toString).orElse("kubectl");
        terminal.line("  " + kubectl + " get lastgood -n " + NAMESPACE);
        terminal.line("  " + kubectl + " get mdl " + Part.MODEL + " -n " + NAMESPACE + " -o yaml");
        terminal.line("  psql " + postgres.url());
        terminal.line("  curl " + gateway.url());
    }

    private Cluster cluster(boolean insistOnReal, boolean mock, Path directory) throws Exception {
        String why = "as asked for";
        if (!mock) {
            try {
                KubeBinaries binaries =
                        terminal.busy("looking for a Kubernetes API server", () -> KubeSearch.find(insistOnReal));
                terminal.line("Lastgood's demo on " + RealCluster.description(binaries));
                return terminal.busy("starting the control plane", () -> belongings.own(new RealCluster(binaries)));
            } catch (KubeUnavailable e) {
                if (insistOnReal) {
                    throw e;
                }
                why = e.getMessage();
            }
        }
        terminal.line(
                "Lastgood's demo on the in-process mock of fabric8: NOT a real Kubernetes (--real insists on one)");
        terminal.labelled("  ", Terminal.Colour.PLAIN, why, Terminal.Colour.DIM);
        return belongings.own(new MockCluster(directory));
    }

    private void stay() throws InterruptedException {
        terminal.line("");
        terminal.line("Stays until Ctrl-C.");
        new CountDownLatch(1).await();
    }

    /** Ctrl-C reaches the children at the same time, and they tidy up beside this. */
    private static void remove(Path directory) throws IOException {
        for (int attempt = 0; attempt < REMOVALS && Files.exists(directory); attempt++) {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failed) throws IOException {
                    try {
                        Files.deleteIfExists(visited);
                    } catch (DirectoryNotEmptyException e) {
                        // Something was written meanwhile; the next attempt takes it.
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        if (Files.exists(directory)) {
            throw new IOException(directory + " is left");
        }
    }

    @Override
    public void close() {
        try {
            belongings.close();
        } catch (IllegalStateException e) {
            // What was lost is said; nothing more can be done about it.
            for (Throwable lost : e.getSuppressed()) {
                System.err.println("cannot be closed: " + lost);
            }
        }
    }
}
