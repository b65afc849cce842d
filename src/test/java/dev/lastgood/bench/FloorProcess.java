package dev.lastgood.bench;

import dev.lastgood.kube.Children;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;

/** {@link FloorProgram}, or another, as a process of its own, with the JVM settings of the operator. */
final class FloorProcess implements AutoCloseable {

    private final Children children;
    private final Path orders;

    private FloorProcess(Children children, Path orders) {
        this.children = children;
        this.orders = orders;
    }

    static FloorProcess start(Login login, String namespace) {
        return start(FloorProgram.class, login, namespace, null);
    }

    /** @param argument the program's third; null: the directory of {@link #order} */
    static FloorProcess start(Class<?> program, Login login, String namespace, String argument) {
        try {
            Children children = new Children("lastgood-floor");
            Path orders = Files.createDirectory(children.directory().resolve("orders"));
            ProcessBuilder command = new ProcessBuilder(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    program.getName(),
                    login.kubeconfig().toString(),
                    namespace,
                    argument == null ? orders.toString() : argument));
            children.start("floor", command);
            Eventually.eventually(
                    "the floor watches", () -> Assertions.assertThat(Files.readString(children.log("floor")))
                            .contains(FloorProgram.READY));
            return new FloorProcess(children, orders);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it is to send when it sees this incident. */
    void order(String incident, byte[] patches) throws IOException {
        Files.write(orders.resolve(incident + ".json"), patches);
    }

    /** All that it has said. */
    String log() {
        try {
            return Files.readString(children.log("floor"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        children.close();
    }
}
