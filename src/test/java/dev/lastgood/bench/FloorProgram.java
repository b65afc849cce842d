package dev.lastgood.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.AIIncident;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The floor: watches incidents and sends the patches that lie ready for each in a file, and decides nothing. Its
 * arguments: kubeconfig, namespace, directory with {@code <incident>.json}, each a list of {@code {path, patch}} or {@code {path, create}}.
 */
final class FloorProgram {

    static final String READY = "floor watches";

    /** Stands in a prepared patch for what is known only when the incident is there. */
    static final String UID = "@uid@";

    private static final int WARM_UP = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args) throws InterruptedException {
        Path orders = Path.of(args[2]);
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(new File(args[0])))
                .build()) {
            warmUp(client);
            ExecutorService worker = Executors.newSingleThreadExecutor();
            client.resources(AIIncident.class).inNamespace(args[1]).watch(new Watcher<>() {
                @Override
                public void eventReceived(Action action, AIIncident incident) {
                    if (action == Action.ADDED) {
                        // As in any program: what blocks does not run on the thread of the watch.
                        worker.execute(() -> send(client, orders, incident));
                    }
                }

                @Override
                public void onClose(WatcherException cause) {
                    System.err.println("the watch ended: " + cause);
                    System.exit(1);
                }
            });
            System.out.println(READY);
            Thread.currentThread().join(); // until it is killed
        }
    }

    /** So that no cold JVM makes the floor look higher than it is: the operator is warmed by its other work. */
    private static void warmUp(KubernetesClient client) {
        for (int i = 0; i < WARM_UP; i++) {
            client.apps().deployments().inNamespace("default").list();
            client.resources(AIIncident.class).inNamespace("default").list();
        }
    }

    private static void send(KubernetesClient client, Path orders, AIIncident incident) {
        try {
            for (JsonNode order : JSON.readTree(
                    Files.readAllBytes(orders.resolve(incident.getMetadata().getName() + ".json")))) {
                String path = client.getMasterUrl() + order.get("path").textValue();
                HttpRequest.Builder request =
                        client.getHttpClient().newHttpRequestBuilder().uri(path);
                send(
                        client,
                        order.has("create")
                                ? request.post(
                                        "application/json", order.get("create").textValue())
                                : request.patch(
                                        "application/json-patch+json",
                                        order.get("patch")
                                                .textValue()
                                                .replace(
                                                        UID,
                                                        incident.getMetadata().getUid())));
            }
        } catch (IOException | ExecutionException e) {
            e.printStackTrace();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(KubernetesClient client, HttpRequest.Builder builder)
            throws ExecutionException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response =
                client.getHttpClient().sendAsync(request, String.class).get();
        if (!response.isSuccessful()) {
            throw new IllegalStateException(request.uri() + ": " + response.code() + " " + response.body());
        }
    }

    private FloorProgram() {}
}
