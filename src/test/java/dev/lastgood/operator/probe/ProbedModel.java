package dev.lastgood.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.kube.Eventually;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** What stands behind a Service of a test: a server that answers with the status that the test says. */
public final class ProbedModel implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile IntSupplier status = () -> 200;

    ProbedModel() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** The packaged operator, with such a server behind the gateway's Service in each namespace. */
    static OperatorUnderTest operator(Map<String, ProbedModel> models, int stages) {
        return operator(models, stages, Map.of());
    }

    /** The same with these settings. */
    public static OperatorUnderTest operator(
            Map<String, ProbedModel> models, int stages, Map<String, String> moreSettings) {
        return OperatorUnderTest.start(
                namespaces -> {
                    namespaces.forEach(namespace -> models.put(namespace, new ProbedModel()));
                    Map<String, String> settings = new TreeMap<>(moreSettings);
                    settings.put(
                            "LASTGOOD_PROBES_ADDRESSES",
                            models.entrySet().stream()
                                    .map(e -> e.getKey() + "/model-gateway:8080="
                                            + e.getValue().address())
                                    .collect(Collectors.joining(",")));
                    return settings;
                },
                stages);
    }

    /** The model with a probe each second; {@code moreResponse} is YAML below response. */
    public static String spec(String moreResponse) {
        return Stage.model(
                        """
                probes:
                - name: control-status
                  trigger: GatewayErrors
                  every: 1s
                  failAfter: 2
                  http: {serviceRef: {name: model-gateway, port: 8080}, path: /control/status, expect: {status: [200]}}
                flags: [{name: assistant, format: Plain, configMapRef: {name: flags, key: assistant}}]
                response:
                  mode: Auto
                  settle: 1s
                  goodFor: 1s
                  resolveAfter: 2s
                """
                                + moreResponse.indent(2))
                .replace("goodness: {soak: 1s}", "goodness: {soak: 1s, minGoodSamples: 2}");
    }

    /** {@code host:port}, as the operator's setting wants it. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What is answered from now on. */
    public void answers(IntSupplier newStatus) {
        status = newStatus;
    }

    /** The pods answer in turn: those of these versions 503, all others 200. */
    public void failsFor(Stage stage, String... versions) {
        answers(() -> {
            String image = image(stage);
            return List.of(versions).stream().anyMatch(v -> image.endsWith(":" + v)) ? 503 : 200;
        });
    }

    /** The image of the ready pod whose turn it is; empty: none is ready. */
    public String image(Stage stage) {
        List<Pod> ready = stage.plane().client().pods().inNamespace(stage.namespace()).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True")))
                .toList();
        return ready.isEmpty()
                ? ""
                : ready.get(Math.floorMod(requests.getAndIncrement(), ready.size()))
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage();
    }

    public static String healthy(ModelDeployment model) {
        return Stage.condition(model.getStatus().conditions, "Healthy");
    }

    public static String onlyIncident(Stage stage) {
        Eventually.eventually(
                "an incident is there", () -> assertThat(incidents(stage)).hasSize(1));
        return incidents(stage).get(0);
    }

    public static List<String> incidents(Stage stage) {
        return stage
                .plane()
                .client()
                .resources(AIIncident.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems()
                .stream()
                .map(i -> i.getMetadata().getName())
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = "{\"status\": \"ok\"}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status.getAsInt(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Nobody is there any more: connections are refused. */
    @Override
    public void close() {
        server.stop(0);
    }
}
