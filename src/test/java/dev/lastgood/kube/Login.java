package dev.lastgood.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One user of a {@link ControlPlane}.
 *
 * @param user as the API server knows it, such as {@code system:serviceaccount:lastgood:lastgood}
 * @param token its bearer token
 * @param kubeconfig a file that logs in with it
 */
public record Login(String user, String token, Path kubeconfig) {

    /** A user that the API server knows from its start; the group may be empty. */
    record Account(String user, String group) {}

    /** A new client of this user; the caller closes it. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config()).build();
    }

    /** The configuration of such a client, to change before use. */
    public Config config() {
        return Config.fromKubeconfig(kubeconfig.toFile());
    }

    /** Writes the kubeconfig of a user into the directory in which the API server keeps its certificate. */
    static Login write(Path directory, URI url, String user, String token) {
        String text =
                """
                apiVersion: v1
                kind: Config
                current-context: lastgood
                contexts:
                - name: lastgood
                  context: {cluster: lastgood, user: "%1$s", namespace: default}
                clusters:
                - name: lastgood
                  cluster: {server: "%2$s", certificate-authority: "%3$s"}
                users:
                - name: "%1$s"
                  user: {token: "%4$s"}
                """
                        .formatted(user, url, directory.resolve("certs/apiserver.crt"), token);
        try {
            Path file = directory.resolve(user.replace(':', '-') + ".kubeconfig");
            Files.writeString(file, text);
            return new Login(user, token, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
