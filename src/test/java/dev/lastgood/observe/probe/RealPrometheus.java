package dev.lastgood.observe.probe;

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
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Prometheus of a test's own, on a free loopback port, that scrapes {@code /metrics} of one port every second. */
public final class RealPrometheus implements AutoCloseable {

    private static final String CONFIG =
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
            - job_name: gateway
              metrics_path: %s
              static_configs: [{targets: ['127.0.0.1:%d']}]
            """;

    private final Children children;
    private final int port;

    private RealPrometheus(Children children, int port) {
        this.children = children;
        this.port = port;
    }

    /**
     * Starts it and waits until it answers. The test declares it by {@link dev.lastgood.suite.NeedsProgram}.
     */
    public static RealPrometheus scraping(int target) {
        return scraping(target, "/metrics");
    }

    /** Likewise, metrics at {@code path}. */
    public static RealPrometheus scraping(int target, String path) {
        try {
            Children children = new Children("lastgood-prometheus");
            try {
                return start(children, target, path);
            } catch (IOException | RuntimeException e) {
                children.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RealPrometheus start(Children children, int target, String path) throws IOException {
        int port = FreePort.find();
        Path config = Files.writeString(children.directory().resolve("prometheus.yml"), CONFIG.formatted(path, target));
        children.start(
                "prometheus",
                new ProcessBuilder(
                        Programs.find("prometheus").toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + children.directory().resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        RealPrometheus prometheus = new RealPrometheus(children, port);
        eventually("Prometheus is ready", () -> assertThat(prometheus.status("/-/ready"))
                .as(Files.readString(children.log("prometheus")))
                .isEqualTo(200));
        return prometheus;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    private int status(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url() + path)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Override
    public void close() {
        children.close();
    }
}
