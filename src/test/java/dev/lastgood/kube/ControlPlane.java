package dev.lastgood.kube;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real Kubernetes without nodes: etcd, kube-apiserver and kube-controller-manager as processes of this machine, on
 * free ports of 127.0.0.1, with RBAC, an audit log and a store that is gone at {@link #close}. Nothing runs containers;
 * {@link Kubelet} stands in for that.
 */
public final class ControlPlane implements AutoCloseable {

    private static final List<Login.Account> ACCOUNTS = List.of(
            new Login.Account("admin", "system:masters"),
            // Names of their own, so that the audit log can tell them from what a test does.
            new Login.Account("controller-manager", "system:masters"),
            new Login.Account("kubelet", "system:masters"),
            new Login.Account("nobody", ""));

    private static ControlPlane shared;

    private final KubeBinaries binaries;
    private final Children children;
    private final URI url;
    private final Map<String, Login> logins;
    private final KubernetesClient client;
    private final Duration startup;

    private ControlPlane(
            KubeBinaries binaries, Children children, ControlPlaneProcesses processes, Map<String, Login> logins) {
        this.binaries = binaries;
        this.children = children;
        this.url = processes.url();
        this.logins = new ConcurrentHashMap<>(logins);
        this.client = logins.get("admin").client();
        this.startup = processes.startup();
    }

    /**
     * The control plane of this JVM, started on first use and ended with the JVM; do not close it. Tests keep apart by
     * {@link #newNamespace}.
     *
     * @throws IllegalStateException where it cannot be had or does not start; the message says why
     */
    public static synchronized ControlPlane shared() {
        if (shared == null) {
            try {
                shared = start(KubeSearch.find(true));
                System.out.printf(
                        "Kubernetes %s at %s, ready in %.1f s%n",
                        shared.version(), shared.url, shared.startup.toMillis() / 1000.0);
            } catch (KubeUnavailable e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
        return shared;
    }

    /**
     * Starts a control plane of one's own; about three seconds.
     *
     * @param apiServerArgs what kube-apiserver is told beside what all are told
     * @throws IllegalStateException where it does not get ready; the message ends with the log of the program at fault
     */
    public static ControlPlane start(KubeBinaries binaries, String... apiServerArgs) {
        try {
            Children children = new Children("lastgood-kube");
            try {
                ControlPlaneProcesses processes =
                        ControlPlaneProcesses.start(binaries, children, ACCOUNTS, List.of(apiServerArgs));
                return new ControlPlane(binaries, children, processes, processes.logins());
            } catch (IOException | RuntimeException e) {
                children.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the control plane does not start", e);
        }
    }

    /** The version of all its parts, such as {@code v1.36.3}. */
    public String version() {
        return binaries.version();
    }

    /** Where the API server listens. */
    public URI url() {
        return url;
    }

    /** From the start of etcd until the API server and the controller manager did their work. */
    public Duration startup() {
        return startup;
    }

    /** The administrator's client; do not close it. */
    public KubernetesClient client() {
        return client;
    }

    /** The administrator's kubeconfig. */
    public Path kubeconfig() {
        return login("admin").kubeconfig();
    }

    /** The administrator's kubectl. */
    public Kubectl kubectl() {
        return kubectl(login("admin"));
    }

    /** A user's kubectl. */
    public Kubectl kubectl(Login login) {
        return new Kubectl(binaries.kubectl(), login.kubeconfig());
    }

    /** What was asked of the API server since it started. */
    public AuditLog audit() {
        return new AuditLog(children.directory().resolve("audit.log"));
    }

    /**
     * One of the users that exist from the start: {@code admin}, {@code kubelet} and {@code controller-manager}, who may
     * do everything, and {@code nobody}, who may do what RBAC grants.
     *
     * @throws NullPointerException for another name
     */
    public Login login(String user) {
        return Objects.requireNonNull(logins.get(user), () -> "no user " + user + ", there are " + logins.keySet());
    }

    /**
     * The login of a service account with a token of the API server's own making, valid for a day. Namespace and service
     * account are made where they do not exist; what it may do is for the caller to grant.
     */
    public Login serviceAccount(String namespace, String name) {
        String user = "system:serviceaccount:" + namespace + ":" + name;
        return logins.computeIfAbsent(user, key -> Login.write(children.directory(), url, key, token(namespace, name)));
    }

    /** A token of a service account for these audiences, without any for the API server's own; see {@link #serviceAccount}. */
    public String token(String namespace, String name, String... audiences) {
        if (client.namespaces().withName(namespace).get() == null) {
            client.namespaces().resource(namespace(namespace).build()).create();
        }
        var accounts = client.serviceAccounts().inNamespace(namespace);
        if (accounts.withName(name).get() == null) {
            accounts.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        var request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audiences)
                .withExpirationSeconds(Duration.ofDays(1).toSeconds())
                .endSpec()
                .build();
        return accounts.withName(name).tokenRequest(request).getStatus().getToken();
    }

    /** Makes a namespace that no other test uses, and returns its name: the prefix and a few random characters. */
    public String newNamespace(String prefix) {
        var generated = new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName(prefix + "-")
                .endMetadata()
                .build();
        return client.namespaces().resource(generated).create().getMetadata().getName();
    }

    private static NamespaceBuilder namespace(String name) {
        return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata();
    }

    /** Ends all processes at once and removes what they stored. */
    @Override
    public void close() {
        client.close();
        children.close();
    }
}
