package dev.lastgood.bench;

import dev.lastgood.api.incident.AIIncident;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The floor of notifications: watches incidents, posts for each, and decides nothing. Arguments: kubeconfig, namespace, URL. */
final class NotifyFloor {

    public static void main(String[] args) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(new File(args[0])))
                .build()) {
            client.resources(AIIncident.class).inNamespace(args[1]).watch(new Watcher<>() {
                @Override
                public void eventReceived(Action action, AIIncident incident) {
                    if (action == Action.ADDED) {
                        http.sendAsync(page(args[2], incident), HttpResponse.BodyHandlers.discarding());
                    }
                }

                @Override
                public void onClose(WatcherException cause) {
                    System.err.println("the watch ended: " + cause);
                    System.exit(1);
                }
            });
            System.out.println(FloorProgram.READY);
            Thread.currentThread().join(); // until it is killed
        }
    }

    private static HttpRequest page(String url, AIIncident incident) {
        return HttpRequest.newBuilder(URI.create(url + "/v2/enqueue"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"event_action\":\"trigger\",\"dedup_key\":\""
                        + incident.getMetadata().getUid() + "\",\"payload\":{\"summary\":\""
                        + incident.getSpec().summary + "\",\"source\":\"floor\",\"severity\":\"error\"}}"))
                .build();
    }

    private NotifyFloor() {}
}
