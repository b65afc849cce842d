package dev.lastgood.operator;

import dev.lastgood.kube.Login;
import dev.lastgood.suite.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged operator as a process of its own, as it runs in a cluster. */
public final class OperatorProcess implements AutoCloseable {

    private static final Path JAR =
            Path.of(System.getProperty("lastgood.app", "target/app")).resolve("lastgood.jar");
    private static final String OPTIONS = System.getProperty("lastgood.java.options", "");
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;
    private final int port;

    private OperatorProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts the operator and waits until it is ready.
     *
     * @param settings as environment variables
     * @throws IllegalStateException where it ends or does not get ready; the message has its log
     */
    public static OperatorProcess start(Login login, Map<String, String> settings) {
        OperatorProcess operator = launch(login, settings);
        operator.awaitReady();
        return operator;
    }

    /** Starts the operator and waits for nothing. */
    public static OperatorProcess launch(Login login, Map<String, String> settings) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: ./mvnw package -DskipTests");
        }
        // The JVM of the image instead, for a benchmark: -Dlastgood.image.java=<java 25>.
        String image = System.getProperty("lastgood.image.java");
        List<String> command = new ArrayList<>();
        command.add(image == null ? ProcessHandle.current().info().command().orElse("java") : image);
        command.add(image == null ? "-XX:+UseSerialGC" : "@image/java.options");
        // Tests start it often: without the second compiler that takes half the CPU. Benchmarks measure with it.
        command.addAll(Stream.of(OPTIONS.split(" "))
                .filter(option -> !option.isBlank())
                .toList());
        command.addAll(List.of("-Xmx256m", "-jar", JAR.toAbsolutePath().toString()));
        return launch(login, settings, command);
    }

    /** Where the build has put {@code lastgood.jar}, beside {@code lib}. */
    public static Path directory() {
        return JAR.getParent();
    }

    /** Starts the operator by a command and waits for nothing. */
    public static OperatorProcess launch(Login login, Map<String, String> settings, List<String> command) {
        try {
            Map<String, String> environment = new TreeMap<>(settings);
            environment.computeIfAbsent("QUARKUS_HTTP_PORT", unset -> Integer.toString(FreePort.find()));
            int port = Integer.parseInt(environment.get("QUARKUS_HTTP_PORT"));
            Path log = Files.createTempFile("lastgood-operator", ".log");
            environment.put("KUBECONFIG", login.kubeconfig().toString());
            environment.putIfAbsent("QUARKUS_PROFILE", "single");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            endWithJvm(process);
            return new OperatorProcess(process, log, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void endWithJvm(Process process) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        } catch (IllegalStateException e) {
            // The JVM is going down already, and would leave it behind.
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException where it ends or does not get ready; the message has its log
     */
    public void awaitReady() {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the operator ended with " + process.exitValue() + ":\n" + log());
            }
            if (isReady()) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        String said = readiness() + "\n" + log();
        close();
        throw new IllegalStateException("the operator did not get ready: " + said);
    }

    private boolean isReady() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String readiness() {
        try {
            return get("/q/health").body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Where its own HTTP server is, without TLS. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Asks the operator's own HTTP server. */
    public HttpResponse<String> get(String path) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(url().resolve(path))
                                    // An upgrade to HTTP/2 in the middle of a long answer confuses the JDK's client now
                                    // and then.
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        waitFor();
    }

    /** Ends it as Kubernetes does, by SIGTERM, and returns its exit code. */
    public int terminate() {
        askToEnd();
        return waitFor();
    }

    /** Asks it to end, as the kubelet does, and waits for nothing. */
    public void askToEnd() {
        process.destroy();
    }

    /** Waits for its end and returns the exit code. */
    public int waitFor() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the operator does not end:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it has ended, whoever wanted that. */
    public boolean hasEnded() {
        return !process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** All that it has said. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it gracefully. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(log);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
