package dev.lastgood.demo;

import dev.lastgood.kube.Login;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;

/** Where the demo plays. */
interface Cluster extends AutoCloseable {

    /** What an API server said to something that was applied. */
    record Answer(boolean accepted, String text) {}

    /** One line that says what it is. */
    String description();

    Login login();

    KubernetesClient client();

    /** Applies all objects of a YAML text to a namespace, as {@code kubectl apply} does. */
    Answer apply(String namespace, String yaml);

    /** A token of a service account, where such things are known. */
    Optional<String> token(String namespace, String serviceAccount);

    /** Whether admission policies are evaluated. */
    boolean hasAdmission();

    /** The kubectl to look further with, where there is one. */
    Optional<Path> kubectl();

    @Override
    void close();
}
