package dev.lastgood.kube;

import dev.lastgood.suite.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The four programs that a control plane for tests and the demo consists of. {@link KubeSearch} finds them.
 *
 * @param version Kubernetes version of the API server, such as {@code v1.36.3}
 * @param etcd the store
 * @param apiServer kube-apiserver
 * @param controllerManager kube-controller-manager; without it no rollout ever finishes
 * @param kubectl kubectl, of the same version unless only the one on the PATH could be had
 */
public record KubeBinaries(String version, Path etcd, Path apiServer, Path controllerManager, Path kubectl) {

    /**
     * Takes the programs from one directory.
     *
     * @return the four, or empty where one other than kubectl is missing; kubectl may come from the PATH instead
     */
    static Optional<KubeBinaries> in(Path directory, String version) {
        Path etcd = directory.resolve("etcd");
        Path apiServer = directory.resolve("kube-apiserver");
        Path controllerManager = directory.resolve("kube-controller-manager");
        if (!Stream.of(etcd, apiServer, controllerManager).allMatch(Files::isExecutable)) {
            return Optional.empty();
        }
        Path own = directory.resolve("kubectl");
        return (Files.isExecutable(own) ? Optional.of(own) : Programs.onPath("kubectl"))
                .map(kubectl -> new KubeBinaries(version, etcd, apiServer, controllerManager, kubectl));
    }
}
