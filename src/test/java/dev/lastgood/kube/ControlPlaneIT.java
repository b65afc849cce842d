package dev.lastgood.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@RealApiServer
class ControlPlaneIT {

    private final ControlPlane plane = ControlPlane.shared();

    @Test
    void theServerIsTheVersionOfTheGoModule() {
        assertThat(plane.client().getKubernetesVersion().getGitVersion()).isEqualTo("v1.36.3");
    }
}
