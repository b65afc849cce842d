package dev.lastgood.kube;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        return send("apply", namespace, yaml, extraArgs);
    }

    /** {@code kubectl create -n <namespace> -f -}. */
    public Result create(String namespace, String yaml, String... extraArgs) {
        return send("create", namespace, yaml, extraArgs);
    }

    /** {@code kubectl replace -n <namespace> -f -}: the objects become exactly what is sent. */
    public Result replace(String namespace, String yaml, String... extraArgs) {
        return send("replace", namespace, yaml, extraArgs);
    }

    private Result send(String verb, String namespace, String yaml, String... extraArgs) {
        List<String> args = new ArrayList<>(List.of(verb, "-n", namespace, "-f", "-"));
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

    /** {@code kubectl <args>} with that on its standard input. */
    public Result run(List<String> args, String input) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(args);
        return execute(command, input);
    }

    private Result execute(List<String> command, String input) {
        // Otherwise kubectl keeps what it discovers about a server in the home directory, and ports are used again.
        String cache = kubeconfig.resolveSibling("kubectl-cache").toString();
        return Execution.of(command, Map.of("KUBECACHEDIR", cache), input);
    }
}
