package dev.lastgood.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs kubectl as one user, as a person or a pipeline would. */
public final class Kubectl {

    private final Path program;
    private final Path kubeconfig;

    /**
     * @param program kubectl
     * @param kubeconfig whom it logs in as
     */
    public Kubectl(Path program, Path kubeconfig) {
        this.program = program;
        this.kubeconfig = kubeconfig;
    }

    /**
     * What a run of kubectl came to.
     *
     * @param exit 0 where it succeeded
     * @param out what it printed
     * @param err its warnings and errors
     */
    public record Result(int exit, String out, String err) {}

    /** {@code kubectl apply -n <namespace> -f -}, with {@code --server-side} and the like among the extra arguments. */
    public Result apply(String namespace, String yaml, String... extraArgs) {
        List<String> args = new ArrayList<>(List.of("apply", "-n", namespace, "-f", "-"));
        args.addAll(List.of(extraArgs));
        return run(args, yaml);
    }

    /** {@code kubectl <args>} with nothing on its standard input. */
    public Result run(String... args) {
        return run(List.of(args), "");
    }

    /** Lines of a page, in bash as a person would paste them, whose kubectl is this one with that namespace as its default. */
    public Result shell(String namespace, String lines) {
        String script = "set -euo pipefail\nkubectl() { %s --kubeconfig %s -n %s \"$@\"; }\n%s"
                .formatted(program, kubeconfig, namespace, lines);
        return execute(List.of("bash", "-c", script), "");
    }

    private Result run(List<String> args, String input) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(args);
        return execute(command, input);
    }

    private Result execute(List<String> command, String input) {
        ProcessBuilder builder = new ProcessBuilder(command);
        // Else kubectl keeps what it discovers about a server in the home directory, and ports are used again.
        builder.environment()
                .put("KUBECACHEDIR", kubeconfig.resolveSibling("kubectl-cache").toString());
        try {
            Process process = builder.start();
            // Both at once, for a pipe that nobody reads stops kubectl.
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            } catch (IOException e) {
                // It ended without reading; its exit code and its errors say why.
            }
            String out = text(process.getInputStream());
            return new Result(process.waitFor(), out, err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kubectl ran", e);
        }
    }

    private static String text(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
