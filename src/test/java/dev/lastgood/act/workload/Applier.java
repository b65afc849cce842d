package dev.lastgood.act.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the tools of others bring a release into the cluster and take away what the one before had more. */
enum Applier {
    KUBECTL {
        @Override
        void apply(String namespace, Release before, Release release) {
            send(namespace, release);
            prune(namespace, before, release);
        }
    },
    KUBECTL_SERVER_SIDE {
        @Override
        void apply(String namespace, Release before, Release release) {
            send(namespace, release, "--server-side");
            prune(namespace, before, release);
        }
    },
    /** Merges the manifests of the release before, of this one, and what is live; remembers nothing in the objects. */
    HELM_3 {
        @Override
        void apply(String namespace, Release before, Release release) {
            Release was = before == null ? Release.NONE : before;
            for (String name : release.configMaps().keySet()) {
                helm(namespace, "configmap", name, configMap(was, release, name), release.configMap(name));
            }
            helm(namespace, "deployment", Release.WORKLOAD, deployment(was, release), release.deployment());
            prune(namespace, before, release);
        }

        private void helm(String namespace, String kind, String name, ObjectNode patch, ObjectNode whole) {
            if (kubectl("-n", namespace, "get", kind, name).exit() != 0) {
                run(namespace, whole.toString(), "create", "--field-manager=helm", "-f", "-");
                return;
            }
            // As Helm does with an object that the release before did not have.
            ObjectNode live = (ObjectNode) Json.parse(
                    kubectl("-n", namespace, "get", kind, name, "-o", "json").out());
            assertThat(live.at("/metadata/labels/app.kubernetes.io~1managed-by").asText())
                    .as(kind + " " + name + " exists and cannot be imported into the current release")
                    .isEqualTo("Helm");
            assertThat(live.at("/metadata/annotations/meta.helm.sh~1release-name")
                            .asText())
                    .isEqualTo("gateway");
            assertThat(live.at("/metadata/annotations/meta.helm.sh~1release-namespace")
                            .asText())
                    .isEqualTo("default");
            run(namespace, "", "patch", kind, name, "--type=strategic", "--field-manager=helm", "-p", patch.toString());
        }

        private ObjectNode configMap(Release before, Release release, String name) {
            ObjectNode patch = release.configMap(name);
            Set<String> dropped = new HashSet<>(
                    before.configMaps().getOrDefault(name, Map.of()).keySet());
            dropped.removeAll(release.configMaps().get(name).keySet());
            dropped.forEach(key -> patch.withObjectProperty("data").putNull(key));
            return patch;
        }

        private ObjectNode deployment(Release before, Release release) {
            ObjectNode patch = release.deployment();
            ArrayNode env = (ArrayNode) patch.at("/spec/template/spec/containers/0/env");
            before.env().keySet().stream()
                    .filter(name -> !release.env().containsKey(name))
                    .forEach(name -> env.addObject().put("name", name).put("$patch", "delete"));
            return patch;
        }
    },
    HELM_4 {
        @Override
        void apply(String namespace, Release before, Release release) {
            send(namespace, release, "--server-side", "--field-manager=helm");
            prune(namespace, before, release);
        }
    },
    FLUX {
        @Override
        void apply(String namespace, Release before, Release release) {
            send(namespace, release, "--server-side", "--field-manager=kustomize-controller", "--force-conflicts");
            prune(namespace, before, release);
        }
    };

    /** @param before the release that is live; null if there is none */
    abstract void apply(String namespace, Release before, Release release);

    /** Whether what the release before did not have and the cluster has can be known to be dropped. */
    boolean mergesExactly() {
        return this != HELM_3;
    }

    private static void send(String namespace, Release release, String... how) {
        List<String> args = new ArrayList<>(List.of("apply", "-f", "-"));
        args.addAll(List.of(how));
        run(namespace, release.manifest(), args.toArray(String[]::new));
    }

    private static void prune(String namespace, Release before, Release release) {
        if (before == null) {
            return;
        }
        before.configMaps().keySet().stream()
                .filter(name -> !release.configMaps().containsKey(name))
                .forEach(name -> ControlPlane.shared()
                        .client()
                        .resources(ConfigMap.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .delete());
    }

    private static Kubectl.Result kubectl(String... args) {
        return ControlPlane.shared().kubectl().run(args);
    }

    private static void run(String namespace, String input, String... args) {
        List<String> all = new ArrayList<>(List.of("-n", namespace));
        all.addAll(List.of(args));
        Kubectl.Result result = ControlPlane.shared().kubectl().run(all, input);
        assertThat(result.exit()).as(result.err()).isZero();
    }
}
