package dev.lastgood.kube;

import dev.lastgood.suite.BuiltOnce;
import dev.lastgood.suite.Go;
import java.io.IOException;
import java.nio.file.Path;

/** Builds the control plane from source: about six minutes on two cores, once per machine. */
final class KubeBuild {

    /** The one program that is all four, by the name it is called with. */
    static final String BINARY = "kube";

    private KubeBuild() {}

    /**
     * Builds {@link #BINARY} into the directory, unless another process has just done so.
     *
     * @throws IOException where there is no Go, an older one, or the build fails; the message says which
     */
    static void into(Path directory, KubeModule module) throws IOException {
        Go go = Go.onPath();
        // Within the module a Go that is too old says so itself, or switches to a newer one where it is allowed to.
        go.ask(module.directory(), "version");
        BuiltOnce.build("the control plane", directory.resolve(BINARY), unfinished -> {
            System.out.printf(
                    "Building Kubernetes %s (kube-apiserver, kube-controller-manager, kubectl) and etcd %s from source,"
                            + " once: about 6 minutes.%n",
                    module.kubernetes(), module.etcd());
            go.run(
                    "Building Kubernetes",
                    module.directory(),
                    "build",
                    "-trimpath",
                    "-ldflags",
                    "-s -w -X k8s.io/component-base/version.gitVersion=" + module.kubernetes(),
                    "-o",
                    unfinished.toString(),
                    ".");
        });
    }
}
