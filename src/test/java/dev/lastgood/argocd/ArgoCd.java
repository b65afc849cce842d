package dev.lastgood.argocd;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.kube.Children;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.suite.FreePort;
import dev.lastgood.suite.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Argo CD on a control plane: its application controller, repository server and API server, with a Redis. */
final class ArgoCd implements AutoCloseable {

    static final String NAMESPACE = "argocd";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SETTINGS =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, labels: {app.kubernetes.io/part-of: argocd}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, labels: {app.kubernetes.io/part-of: argocd}}
            data: {policy.default: "role:admin"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: argocd-secret, labels: {app.kubernetes.io/part-of: argocd}}
            stringData: {server.secretkey: a-key-that-only-this-test-knows}
            """;

    private final ControlPlane plane;
    private final Children children;
    private final String redis = "127.0.0.1:" + FreePort.find();
    private final String repositories = "127.0.0.1:" + FreePort.find();
    private final String api = "127.0.0.1:" + FreePort.find();

    private ArgoCd(ControlPlane plane, Children children) {
        this.plane = plane;
        this.children = children;
    }

    /** Installs and starts it with the settings of examples/argocd, and waits until it answers. */
    static ArgoCd start(ControlPlane plane) {
        try {
            ArgoCd argo = new ArgoCd(plane, new Children("lastgood-argocd"));
            try {
                argo.install();
                argo.startAll();
                return argo;
            } catch (IOException | RuntimeException e) {
                argo.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void install() throws IOException {
        ArgoBuild.program();
        for (Path crd : ArgoBuild.crds()) {
            kubectl("apply", "--server-side", "-f", crd.toString());
        }
        kubectl("wait", "--for=condition=Established", "crd", "applications.argoproj.io", "--timeout=30s");
        kubectl("create", "namespace", NAMESPACE);
        Kubectl.Result settings = plane.kubectl().apply(NAMESPACE, SETTINGS);
        assertThat(settings.exit()).as(settings.err()).isZero();
        kubectl(
                "-n",
                NAMESPACE,
                "patch",
                "configmap",
                "argocd-cm",
                "--type=merge",
                "--patch-file",
                "examples/argocd/argocd-cm.yaml");
    }

    private void startAll() throws IOException {
        String port = redis.substring(redis.indexOf(':') + 1);
        children.start(
                "redis",
                new ProcessBuilder(
                        Programs.find("redis-server").toString(),
                        "--port",
                        port,
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        children.directory().toString()));
        program(
                "argocd-repo-server",
                "--disable-tls",
                "--client-ca-path=",
                "--address=127.0.0.1",
                "--port=" + port(repositories));
        program(
                "argocd-application-controller",
                "--namespace=" + NAMESPACE,
                "--repo-server=" + repositories,
                "--repo-server-plaintext");
        program(
                "argocd-server",
                "--namespace=" + NAMESPACE,
                "--repo-server=" + repositories,
                "--repo-server-plaintext",
                "--insecure",
                "--disable-auth",
                "--address=127.0.0.1",
                "--port=" + port(api));
        eventually("Argo CD answers", () -> assertThat(
                        send(request("/api/version").GET()).statusCode())
                .isEqualTo(200));
    }

    private static String port(String address) {
        return address.substring(address.indexOf(':') + 1);
    }

    private void program(String name, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(ArgoBuild.program().toString()));
        command.addAll(List.of("--redis=" + redis, "--metrics-port=" + FreePort.find()));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().merge("PATH", ArgoBuild.scripts().toString(), (path, own) -> own + ":" + path);
        Path data = Files.createDirectories(children.directory().resolve(name));
        builder.environment()
                .putAll(Map.of(
                        "ARGOCD_BINARY_NAME",
                        name,
                        "ARGOCD_FAKE_IN_CLUSTER",
                        "true",
                        "ARGOCD_GPG_ENABLED",
                        "false",
                        "ARGOCD_TLS_DATA_PATH",
                        data.toString(),
                        "ARGOCD_SSH_DATA_PATH",
                        data.toString(),
                        "TMPDIR",
                        data.toString(),
                        "KUBECONFIG",
                        plane.kubeconfig().toString()));
        children.start(name, builder);
    }

    /** Has Argo CD look for a new commit now, as its webhook does. */
    void refresh(String application) {
        kubectl(
                "-n",
                NAMESPACE,
                "annotate",
                "--overwrite",
                "application",
                application,
                "argocd.argoproj.io/refresh=normal");
    }

    JsonNode application(String name) {
        try {
            return new ObjectMapper().readTree(kubectl("-n", NAMESPACE, "get", "application", name, "-o", "json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A resource of an application with its health, as the page shows it. */
    JsonNode resource(String application, String kind) {
        try {
            String tree = send(request("/api/v1/applications/" + application + "/resource-tree")
                            .GET())
                    .body();
            for (JsonNode node : new ObjectMapper().readTree(tree).path("nodes")) {
                if (node.path("kind").asText().equals(kind)) {
                    return node;
                }
            }
            throw new AssertionError(application + " has no " + kind + ": " + tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs an action on a ModelDeployment, as a click does. */
    void act(String application, String namespace, String model, String action) {
        String body =
                """
                {"name": "%s", "namespace": "%s", "resourceName": "%s", "version": "v1alpha1", "group": "lastgood.dev",
                 "kind": "ModelDeployment", "action": "%s"}
                """
                        .formatted(application, namespace, model, action);
        HttpResponse<String> answer = send(request("/api/v1/applications/" + application + "/resource/actions/v2")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + api + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String kubectl(String... arguments) {
        Kubectl.Result result = plane.kubectl().run(arguments);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }

    @Override
    public void close() {
        children.close();
    }
}
