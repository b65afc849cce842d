package dev.lastgood.kube;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;

/** Kinds of other projects, as far as tests need them. Who installs them removes them: other tests count on a cluster without. */
public final class TheirCrds {

    private static final List<String> FILES = List.of(
            "/theirs/applications.yaml",
            "/theirs/appprojects.yaml",
            "/theirs/featureflags.yaml",
            "/theirs/gitrepositories.yaml",
            "/theirs/helmreleases.yaml",
            "/theirs/httproutes.yaml",
            "/theirs/kustomizations.yaml");

    /** Installs all of them and waits until they are served. */
    public static void install(ControlPlane plane) {
        for (String file : FILES) {
            CustomResourceDefinition crd = read(plane, file);
            plane.client().resource(crd).serverSideApply();
            served(plane, crd, true);
        }
    }

    /** Removes all of them and waits until they are gone. */
    public static void remove(ControlPlane plane) {
        for (String file : FILES) {
            CustomResourceDefinition crd = read(plane, file);
            plane.client().resource(crd).delete();
            served(plane, crd, false);
        }
    }

    private static void served(ControlPlane plane, CustomResourceDefinition crd, boolean expected) {
        String resource = crd.getMetadata().getName();
        String path = "/apis/" + crd.getSpec().getGroup() + "/"
                + crd.getSpec().getVersions().get(0).getName() + "/"
                + crd.getSpec().getNames().getPlural();
        eventually(resource + (expected ? " is served" : " is gone"), () -> {
            assertThat(plane.client().raw(path) != null).isEqualTo(expected);
            // The discovery, by which kubectl goes, follows a little later.
            assertThat(plane.kubectl().run("get", resource, "-A").exit() == 0).isEqualTo(expected);
        });
    }

    private static CustomResourceDefinition read(ControlPlane plane, String file) {
        return plane.client()
                .getKubernetesSerialization()
                .unmarshal(TheirCrds.class.getResourceAsStream(file), CustomResourceDefinition.class);
    }

    private TheirCrds() {}
}
