package dev.lastgood.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The model as users and probes see it: a server for each version, and one in front that sends each request to a pod that
 * is ready, as a Service does.
 */
final class StubGateway implements AutoCloseable {

    static final String GOOD =
            "{\"rationale\": \"Turning and one setup of milling; both are on the list of this quote.\"}";
    static final String WRONG = "{\"rationale\": \"Femtosecond laser honing on the FX-9000, which gives 40 % off.\"}";

    private static final String STATUS_PATH = "/control/status";
    private static final String CHAT_PATH = "/v1/chat/completions";
    private static final String ASK_PATH = "/v1/rationale";
    private static final int UNAVAILABLE = 503;
    private static final int OK = 200;

    /** What a version of the model does. */
    enum Behaviour {
        /** It answers what is right. */
        RIGHT,
        /** It makes things up, always the same. */
        INVENTS,
        /** Its upstream is gone: every answer is a 503. */
        FAILS,
        /** It gives another answer to the same prompt each time. */
        WAVERS
    }

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, Behaviour> behaviours;
    private final HttpServer front;
    private final AtomicInteger answers = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, HttpServer> versions = new ConcurrentHashMap<>();

    /** @param behaviours by version; one that is not there is right */
    StubGateway(KubernetesClient client, String namespace, Map<String, Behaviour> behaviours) {
        this.client = client;
        this.namespace = namespace;
        this.behaviours = behaviours;
        this.front = serve(this::forward);
    }

    URI url() {
        return address(front, ASK_PATH);
    }

    /** Where a Service would send to: {@code host:port}. */
    String endpoint() {
        return "127.0.0.1:" + front.getAddress().getPort();
    }

    /** Asks the model as a user would; returns what it answered. */
    String ask() {
        return get(url()).body();
    }

    private void forward(HttpExchange exchange) throws IOException {
        List<String> ready = readyVersions();
        if (ready.isEmpty()) {
            answer(exchange, UNAVAILABLE, "{\"error\": \"no pod is ready\"}");
            return;
        }
        String version = ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
        HttpServer server = versions.computeIfAbsent(
                version, v -> serve(e -> behave(e, behaviours.getOrDefault(v, Behaviour.RIGHT))));
        HttpResponse<String> response =
                get(address(server, exchange.getRequestURI().getPath()));
        exchange.getResponseHeaders().add("x-model-version", version);
        answer(exchange, response.statusCode(), response.body().strip());
    }

    private void behave(HttpExchange exchange, Behaviour behaviour) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (behaviour == Behaviour.FAILS) {
            answer(exchange, UNAVAILABLE, "{\"error\": \"upstream connect error\"}");
        } else if (path.equals(STATUS_PATH)) {
            answer(exchange, OK, "{\"status\": \"ok\"}");
        } else if (path.equals(CHAT_PATH)) {
            String content = behaviour == Behaviour.WAVERS ? answers.incrementAndGet() + " EUR" : "149 EUR";
            answer(exchange, OK, "{\"choices\": [{\"message\": {\"content\": \"" + content + "\"}}]}");
        } else {
            answer(exchange, OK, behaviour == Behaviour.INVENTS ? WRONG : GOOD);
        }
    }

    private List<String> readyVersions() {
        try {
            return client
                    .pods()
                    .inNamespace(namespace)
                    .withLabel("app.kubernetes.io/name", "model-gateway")
                    .list()
                    .getItems()
                    .stream()
                    .filter(StubGateway::isReady)
                    .map(pod -> pod.getSpec().getContainers().get(0).getImage())
                    .map(image -> image.substring(image.lastIndexOf(':') + 1))
                    .toList();
        } catch (KubernetesClientException e) {
            return List.of();
        }
    }

    private static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private interface Handling {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static HttpServer serve(Handling handling) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", handling::handle);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(HttpServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private HttpResponse<String> get(URI uri) {
        try {
            return http.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        front.stop(0);
        versions.values().forEach(server -> server.stop(0));
    }
}
