package dev.lastgood.operator.rest;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.kube.Children;
import dev.lastgood.suite.FreePort;
import dev.lastgood.suite.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** An Alertmanager of a test's own that tells one webhook at once. */
final class RealAlertmanager implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String CONFIG =
            """
            route: {receiver: lastgood, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers:
            - name: lastgood
              webhook_configs:
              - url: %s/webhooks/alertmanager
                send_resolved: true
                http_config: {authorization: {type: Bearer, credentials_file: %s}}
            """;

    private final Children children;
    private final URI url;

    private RealAlertmanager(Children children, URI url) {
        this.children = children;
        this.url = url;
    }

    /** Starts one and waits until it is ready. The test declares it by {@link dev.lastgood.suite.NeedsProgram}. */
    static RealAlertmanager telling(URI operator, String token) {
        try {
            Children children = new Children("lastgood-alertmanager");
            try {
                return start(children, operator, token);
            } catch (IOException | RuntimeException e) {
                children.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RealAlertmanager start(Children children, URI operator, String token) throws IOException {
        Path credentials = Files.writeString(children.directory().resolve("token"), token);
        Path config = Files.writeString(
                children.directory().resolve("alertmanager.yml"), CONFIG.formatted(operator, credentials));
        URI url = URI.create("http://127.0.0.1:" + FreePort.find());
        children.start(
                "alertmanager",
                new ProcessBuilder(
                        Programs.find("prometheus-alertmanager").toString(),
                        "--config.file=" + config,
                        "--storage.path=" + children.directory().resolve("data"),
                        "--cluster.listen-address=",
                        "--web.listen-address=" + url.getAuthority()));
        RealAlertmanager alertmanager = new RealAlertmanager(children, url);
        eventually("Alertmanager is ready", () -> assertThat(alertmanager.get("/-/ready"))
                .as(Files.readString(children.log("alertmanager")))
                .contains("OK"));
        return alertmanager;
    }

    /** An alert, as Prometheus posts it. */
    void post(String json) {
        send(HttpRequest.newBuilder(url.resolve("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** What it tells of itself, such as how many notifications failed. */
    String metric(String line) {
        return get("/metrics")
                .lines()
                .filter(l -> l.startsWith(line))
                .map(l -> l.substring(l.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder(url.resolve(path)));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        children.close();
    }
}
