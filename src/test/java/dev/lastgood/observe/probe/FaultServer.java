package dev.lastgood.observe.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A real HTTP server on a free loopback port that answers well, or in one of the ways in which gateways fail. */
public final class FaultServer implements AutoCloseable {

    private static final int SLOW_MILLIS = 300;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fault-server");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, IntFunction<String>> texts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    public FaultServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** {@code text} is answered with status 200 from now on; it is given the number of the request, from 1. */
    public void answers(String path, IntFunction<String> text) {
        texts.put(path, text);
    }

    /** How often a path was asked. */
    public int asked(String path) {
        return asked.getOrDefault(path, new AtomicInteger()).get();
    }

    /** What came with the requests, oldest first; the names as they are normalized: {@code User-agent}. */
    public List<Map<String, List<String>>> headers() {
        return headers;
    }

    private void answer(HttpExchange exchange) throws IOException {
        // Below such a path it stands for a Prometheus that fails.
        String path = exchange.getRequestURI().getPath().replaceFirst("(?<=.)/api/v1/query$", "");
        int number = asked.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        exchange.getRequestBody().readAllBytes();
        if (texts.containsKey(path)) {
            String type = path.equals("/metrics") ? "text/plain; version=0.0.4" : "application/json";
            send(exchange, 200, type, texts.get(path).apply(number));
            return;
        }
        switch (path) {
            case "/ok" -> send(exchange, 200, "application/json", "{\"status\": \"ok\", \"ready\": true, \"n\": 1}");
            case "/degraded" -> send(exchange, 200, "application/json", "{\"status\": \"s3cret\"}");
            case "/wrong-content-type" -> send(exchange, 200, "text/html", "{\"status\": \"ok\"}");
            case "/html" -> send(exchange, 200, "application/json", "<html>s3cret</html>");
            case "/invalid-json" -> send(exchange, 200, "application/json", "{\"status\": \"ok\"} s3cret");
            case "/empty" -> exchange.sendResponseHeaders(204, -1);
            case "/500" -> send(exchange, 500, "text/plain", "s3cret");
            case "/503" -> send(exchange, 503, "text/plain", "s3cret");
            case "/redirect-link-local" -> redirect(exchange, "http://169.254.169.254/latest/meta-data/");
            case "/redirect-loopback" -> redirect(exchange, "http://127.0.0.1:" + port() + "/secret");
            case "/slow" -> {
                pause();
                send(exchange, 200, "application/json", "{\"status\": \"ok\"}");
            }
            case "/hang" -> {
                hang();
                exchange.close();
            }
            case "/hang-in-body" -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("{\"status\"".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                hang();
                exchange.close();
            }
            case "/half" -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("{\"status\": \"ok\"}".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                exchange.close();
            }
            case "/no-answer" -> exchange.close();
            case "/huge" -> huge(exchange);
            default -> send(exchange, 404, "text/plain", "s3cret");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** Without end; whoever reads has to stop. */
    private static void huge(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] chunk = new byte[64 << 10];
        try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
                body.write(chunk);
            }
        }
    }

    private void hang() {
        await(Long.MAX_VALUE);
    }

    private void pause() {
        await(SLOW_MILLIS);
    }

    private void await(long millis) {
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
