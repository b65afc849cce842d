package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.suite.Slow;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What is said where the watches cannot start. */
@Slow
class WatchesTest {

    private static final String EMPTY_LIST =
            "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"metadata\": {\"resourceVersion\": \"1\"}, \"items\": []}";

    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void theKindsThatAreNotListedInTimeAreNamed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            AllWatches watches = new AllWatches(client, settings());
            try {
                assertThatThrownBy(() -> watches.start(Duration.ofSeconds(10)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasNoCause()
                        .hasMessage("cannot watch: within 10 s the API server gave no whole list of Pod, StatefulSet");
            } finally {
                watches.stop();
            }
        } finally {
            over.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** Lists are empty at once, but two of them never come; nor does anything to watch. */
    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestURI().toString();
        try (exchange) {
            if (request.contains("watch=true") || request.contains("statefulsets") || request.contains("/pods")) {
                over.await();
                return;
            }
            byte[] body = EMPTY_LIST.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LastgoodConfig settings() {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, DurationConverter::parseDuration)
                .withMapping(LastgoodConfig.class)
                .build()
                .getConfigMapping(LastgoodConfig.class);
    }
}
