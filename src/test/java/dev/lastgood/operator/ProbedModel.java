package dev.lastgood.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/** What stands behind a Service of a test: a server that answers with the status that the test says. */
final class ProbedModel implements AutoCloseable {

    private final HttpServer server;
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

    /** {@code host:port}, as the operator's setting wants it. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What is answered from now on. */
    void answers(IntSupplier newStatus) {
        status = newStatus;
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
