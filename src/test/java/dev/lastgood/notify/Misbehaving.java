package dev.lastgood.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A real HTTP server of which each next answer is what it is told; the last one for ever. */
public final class Misbehaving implements AutoCloseable {

    /** How a request is answered; its body was read, unless the way says otherwise. */
    public interface Way {
        void answer(HttpExchange exchange, Misbehaving server) throws IOException;
    }

    public record Request(String path, String body, Map<String, List<String>> headers) {

        public String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "misbehaving");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Way> ways = new ConcurrentLinkedDeque<>();
    public final List<Request> requests = new CopyOnWriteArrayList<>();

    /** @param tls null: plain */
    public Misbehaving(SSLContext tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = https;
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public Misbehaving then(Way... next) {
        ways.addAll(List.of(next));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Way way = ways.size() > 1 ? ways.poll() : ways.peek();
        if (way != RESET_UNREAD) {
            requests.add(new Request(
                    exchange.getRequestURI().getPath(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    headers(exchange)));
        }
        try (exchange) {
            way.answer(exchange, this);
        }
    }

    /** By lower-case name. */
    private static Map<String, List<String>> headers(HttpExchange exchange) {
        Map<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return headers;
    }

    public static Way answer(int status, String body, String... headers) {
        return (exchange, server) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public static final Way RESET_UNREAD = (exchange, server) -> {};
    public static final Way RESET_READ = (exchange, server) -> {};
    public static final Way NEVER = (exchange, server) -> server.hang();

    public static Way slowBody(int status) {
        return (exchange, server) -> {
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write("{\"ok\": true, ".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            server.hang();
        };
    }

    public static Way huge(int status) {
        return (exchange, server) -> {
            exchange.sendResponseHeaders(status, 0);
            byte[] chunk = new byte[64 << 10];
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(chunk);
                }
            }
        };
    }

    private void hang() {
        try {
            closed.await();
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
