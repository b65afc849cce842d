package dev.lastgood.kube;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@RealApiServer
class ControlPlaneStartIT {

    @Test
    void aProgramThatEndsAtOnceIsNamedWithTheEndOfItsLog() throws Exception {
        KubeBinaries good = KubeSearch.find(true);
        // kubectl knows none of etcd's flags, and says so.
        KubeBinaries bad = new KubeBinaries(
                good.version(), good.kubectl(), good.apiServer(), good.controllerManager(), good.kubectl());

        assertThatThrownBy(() -> ControlPlane.start(bad))
                .hasMessageContaining("etcd ended with 1")
                .hasMessageContaining("unknown flag: --unsafe-no-fsync");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() throws Exception {
        KubeBinaries good = KubeSearch.find(true);
        KubeBinaries bad = new KubeBinaries(
                good.version(), Path.of("/no/such/etcd"), good.apiServer(), good.controllerManager(), good.kubectl());

        assertThatThrownBy(() -> ControlPlane.start(bad)).rootCause().hasMessageContaining("No such file");
    }
}
