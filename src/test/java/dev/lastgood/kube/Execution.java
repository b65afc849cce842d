package dev.lastgood.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of a client of the API server, from its start to its end. */
public final class Execution {

    private Execution() {}

    /**
     * Runs a program and waits until it ends.
     *
     * @param environment what is added to the environment of the tests
     * @param input what the program reads
     * @throws UncheckedIOException if it cannot be started
     */
    public static Kubectl.Result of(List<String> command, Map<String, String> environment, String input) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            // Both at once, because a pipe that no one reads stops the program.
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            } catch (IOException e) {
                // It ended without reading; its exit code and its errors say why.
            }
            String out = text(process.getInputStream());
            return new Kubectl.Result(process.waitFor(), out, err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.get(0) + " ran", e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
