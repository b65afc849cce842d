package dev.lastgood.kube;

import dev.lastgood.suite.LogTail;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Starts etcd, kube-apiserver and kube-controller-manager and waits until they work.
 *
 * <p>There are no certificates of our own: the API server makes a self-signed one, and everybody logs in with a token.
 */
final class ControlPlaneProcesses {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int POLL_MILLIS = 50;
    private static final int PROBE_MILLIS = 1000;

    /** What Deployments, quotas, aggregated roles, garbage collection and admission policies need to work. */
    private static final List<String> CONTROLLERS = List.of(
            "deployment-controller",
            "replicaset-controller",
            "statefulset-controller",
            "job-controller",
            "cronjob-controller",
            "garbage-collector-controller",
            "namespace-controller",
            "serviceaccount-controller",
            "endpointslice-controller",
            "resourcequota-controller",
            "clusterrole-aggregation-controller",
            "validatingadmissionpolicy-status-controller");

    private static final String AUDIT_POLICY =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived, ResponseStarted]
            rules:
            - level: Metadata
            """;

    private final KubeBinaries binaries;
    private final Children children;
    private final List<String> apiServerArgs;
    private final Path directory;
    private final Map<String, Login> logins = new LinkedHashMap<>();
    private final Map<String, Process> running = new LinkedHashMap<>();
    private final long begin = System.nanoTime();
    private URI url;
    private Duration startup;

    private ControlPlaneProcesses(KubeBinaries binaries, Children children, List<String> apiServerArgs) {
        this.binaries = binaries;
        this.apiServerArgs = apiServerArgs;
        this.children = children;
        this.directory = children.directory();
    }

    /**
     * Starts all three.
     *
     * @throws IllegalStateException where one of them ends or does not get ready in time, with the end of its log
     */
    static ControlPlaneProcesses start(
            KubeBinaries binaries, Children children, List<Login.Account> accounts, List<String> apiServerArgs)
            throws IOException {
        ControlPlaneProcesses processes = new ControlPlaneProcesses(binaries, children, apiServerArgs);
        processes.start(accounts);
        return processes;
    }

    URI url() {
        return url;
    }

    Map<String, Login> logins() {
        return logins;
    }

    Duration startup() {
        return startup;
    }

    private void start(List<Login.Account> accounts) throws IOException {
        int[] ports = freePorts(3);
        url = URI.create("https://127.0.0.1:" + ports[0]);
        String etcd = "http://127.0.0.1:" + ports[1];
        writeTokens(accounts);
        writeServiceAccountKeys();
        Files.writeString(directory.resolve("audit-policy.yaml"), AUDIT_POLICY);

        running.put("etcd", startEtcd(etcd, "http://127.0.0.1:" + ports[2]));
        running.put("kube-apiserver", startApiServer(ports[0], etcd));
        // The controller manager waits for the API server by itself, but not for the certificate.
        await("kube-apiserver", () -> Files.exists(directory.resolve("certs/apiserver.crt")));
        running.put("kube-controller-manager", startControllerManager());
        try (KubernetesClient probe = impatientClient()) {
            await("kube-apiserver", () -> isReady(probe));
            // Its first visible work, and proof that it got the rights and the API that it needs.
            await("kube-controller-manager", () -> hasDefaultServiceAccount(probe));
        }
        startup = Duration.ofNanos(System.nanoTime() - begin);
    }

    private Process startEtcd(String clients, String peers) throws IOException {
        return children.start(
                "etcd",
                new ProcessBuilder(
                        binaries.etcd().toString(),
                        "--unsafe-no-fsync",
                        "--log-level=warn",
                        "--name=lastgood",
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=lastgood=" + peers));
    }

    private Process startApiServer(int port, String etcd) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binaries.apiServer().toString(),
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                // Else it looks for one by the default route, which a machine without a network has not.
                "--advertise-address=127.0.0.1",
                "--external-hostname=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + directory.resolve("certs"),
                "--service-cluster-ip-range=10.0.0.0/24",
                // 127.0.0.1 is no address that the endpoints of the service "kubernetes" may have.
                "--endpoint-reconciler-type=none",
                "--authorization-mode=RBAC",
                "--token-auth-file=" + directory.resolve("tokens.csv"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + directory.resolve("service-account.pub"),
                "--service-account-signing-key-file=" + directory.resolve("service-account.key"),
                // Else each pod would have to wait for its service account.
                "--disable-admission-plugins=ServiceAccount",
                "--audit-policy-file=" + directory.resolve("audit-policy.yaml"),
                "--audit-log-path=" + directory.resolve("audit.log"),
                "--audit-log-maxsize=0"));
        command.addAll(apiServerArgs);
        return children.start("kube-apiserver", new ProcessBuilder(command));
    }

    private Process startControllerManager() throws IOException {
        return children.start(
                "kube-controller-manager",
                new ProcessBuilder(
                        binaries.controllerManager().toString(),
                        "--kubeconfig=" + logins.get("controller-manager").kubeconfig(),
                        "--leader-elect=false",
                        "--secure-port=0",
                        // The default of 20 requests per second would be what a benchmark measures.
                        "--kube-api-qps=1000",
                        "--kube-api-burst=2000",
                        "--controllers=" + String.join(",", CONTROLLERS)));
    }

    private void writeTokens(List<Login.Account> accounts) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Login.Account account : accounts) {
            String token = UUID.randomUUID().toString();
            logins.put(account.user(), Login.write(directory, url, account.user(), token));
            lines.add(token + "," + account.user() + "," + account.user()
                    + (account.group().isEmpty() ? "" : "," + account.group()));
        }
        Files.write(directory.resolve("tokens.csv"), lines);
    }

    private void writeServiceAccountKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            writePem("service-account.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
            writePem("service-account.pub", "PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writePem(String file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    private KubernetesClient impatientClient() {
        // fabric8 tries again by itself, ever more slowly, for longer than the API server takes; and the API server
        // opens
        // its port long before it answers there, if it ever does.
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(logins.get("admin").config())
                        .withRequestRetryBackoffLimit(0)
                        .withConnectionTimeout(PROBE_MILLIS)
                        .withRequestTimeout(PROBE_MILLIS)
                        .build())
                .build();
    }

    private static boolean isReady(KubernetesClient probe) {
        try {
            return "ok".equals(probe.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static boolean hasDefaultServiceAccount(KubernetesClient probe) {
        return probe.serviceAccounts()
                        .inNamespace("default")
                        .withName("default")
                        .get()
                != null;
    }

    private void await(String name, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                running.forEach(this::checkAlive);
                if (System.nanoTime() > end) {
                    throw failure(name + " was not ready after " + LIMIT.toSeconds() + " s", name);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        }
    }

    private void checkAlive(String name, Process process) {
        if (!process.isAlive()) {
            throw failure(name + " ended with " + process.exitValue(), name);
        }
    }

    private IllegalStateException failure(String what, String name) {
        return new IllegalStateException(what + ". The end of its log:\n" + LogTail.of(children.log(name), 20));
    }

    /** Ports that were free a moment ago, all different because they are held together. */
    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
