package dev.lastgood.demo;

import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeBinaries;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.Login;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;

/** The real control plane; only the nodes are stood in for. */
final class RealCluster implements Cluster {

    private final KubeBinaries binaries;
    private final ControlPlane plane;
    private final Kubelet kubelet;

    RealCluster(KubeBinaries binaries) {
        this.binaries = binaries;
        this.plane = ControlPlane.start(binaries);
        this.kubelet = Kubelet.start(plane);
    }

    static String description(KubeBinaries binaries) {
        return "a real Kubernetes " + binaries.version() + " (API server and controllers; nodes are stood in for)";
    }

    @Override
    public String description() {
        return description(binaries);
    }

    @Override
    public Login login() {
        return plane.login("admin");
    }

    @Override
    public KubernetesClient client() {
        return plane.client();
    }

    @Override
    public Answer apply(String namespace, String yaml) {
        Kubectl.Result result = plane.kubectl().apply(namespace, yaml);
        return new Answer(
                result.exit() == 0,
                result.exit() == 0 ? result.out().strip() : result.err().strip());
    }

    @Override
    public Optional<String> token(String namespace, String serviceAccount) {
        return Optional.of(plane.serviceAccount(namespace, serviceAccount).token());
    }

    @Override
    public boolean hasAdmission() {
        return true;
    }

    @Override
    public Optional<Path> kubectl() {
        return Optional.of(binaries.kubectl());
    }

    @Override
    public void close() {
        kubelet.close();
        plane.close();
    }
}
