package dev.lastgood.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A real HTTP server that stands for all receivers: it remembers what came in, and fails as it is told to. */
public final class Receivers implements AutoCloseable {

    /** How the next request to a path ends. */
    public record Fault(int status, String body, Map<String, String> headers, boolean taken) {
        /** It comes in, and its answer does not get out. */
        public static final Fault LOST = new Fault(0, "", Map.of(), true);

        public static Fault answer(int status, String body) {
            return new Fault(status, body, Map.of(), false);
        }
    }

    /** What was posted to a webhook. */
    public record Delivery(Map<String, String> headers, String body) {

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    /** Messages of the channel that stand there, by ts. */
    private final Map<String, JsonNode> messages = new ConcurrentHashMap<>();

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, List<Delivery>> deliveries = new ConcurrentHashMap<>();

    public Receivers() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "receivers");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void next(String path, Fault fault) {
        faults.computeIfAbsent(path, p -> new ConcurrentLinkedDeque<>()).add(fault);
    }

    /** Actions with this dedup_key, in order. */
    public List<String> actions(String dedupKey) {
        return events.stream()
                .filter(e -> dedupKey.equals(e.path("dedup_key").asText()))
                .map(e -> e.path("event_action").asText())
                .toList();
    }

    public List<JsonNode> events() {
        return events;
    }

    /** The messages of an incident outside threads. */
    public List<JsonNode> messages(String uid) {
        return messages.values().stream()
                .filter(m ->
                        uid.equals(m.at("/metadata/event_payload/incident_uid").asText()))
                .filter(m -> !m.has("thread_ts"))
                .toList();
    }

    public List<JsonNode> replies(String uid) {
        return messages.values().stream()
                .filter(m ->
                        uid.equals(m.at("/metadata/event_payload/incident_uid").asText()))
                .filter(m -> m.has("thread_ts"))
                .toList();
    }

    public List<String> asked() {
        return asked;
    }

    /** What was posted to a path that is neither PagerDuty's nor the Web API's, in order. */
    public List<Delivery> deliveries(String path) {
        return deliveries.getOrDefault(path, List.of());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(path);
        Deque<Fault> queue = faults.get(path);
        Fault fault = queue == null ? null : queue.poll();
        String good = fault == null || fault.taken() ? take(path, body, exchange) : null;
        try (exchange) {
            if (fault != null && fault.status() == 0) {
                closed.await();
                return;
            }
            if (fault != null) {
                fault.headers().forEach(exchange.getResponseHeaders()::add);
            }
            byte[] answer = (fault == null ? good : fault.body()).getBytes(StandardCharsets.UTF_8);
            int status = fault != null ? fault.status() : path.startsWith("/v2") ? 202 : 200;
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String take(String path, String body, HttpExchange exchange) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("ok", true);
        switch (path) {
            case "/v2/enqueue" -> events.add(JSON.readTree(body));
            case "/api/chat.postMessage" -> {
                ObjectNode message = (ObjectNode) JSON.readTree(body);
                String ts = "1700000000." + String.format("%06d", messages.size());
                messages.put(ts, message.put("ts", ts));
                answer.put("channel", "C0123456789").put("ts", ts);
            }
            case "/api/chat.update" -> {
                ObjectNode message = (ObjectNode) JSON.readTree(body);
                messages.put(message.path("ts").asText(), message);
            }
            case "/api/conversations.history", "/api/conversations.replies" -> {
                ArrayNode list = answer.putArray("messages");
                boolean replies = path.endsWith("replies");
                messages.values().stream()
                        .filter(m -> replies || !m.has("thread_ts"))
                        .forEach(list::add);
            }
            case "/api/conversations.list" ->
                answer.putArray("channels").addObject().put("id", "C0123456789").put("name", "ai-alerts");
            default -> {
                Map<String, String> headers = new TreeMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
                deliveries
                        .computeIfAbsent(path, p -> new CopyOnWriteArrayList<>())
                        .add(new Delivery(headers, body));
            }
        }
        return answer.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
