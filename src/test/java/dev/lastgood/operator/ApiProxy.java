package dev.lastgood.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastgood.kube.Login;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Stands between an operator and the API server and stops the writes of a namespace at a chosen one: that one is not
 * answered (and, as told, has its effect or not), later ones are refused. So a process can be killed at exactly that
 * point, and many points can be had with one kill.
 */
public final class ApiProxy implements AutoCloseable {

    private static final Pattern NAMESPACE = Pattern.compile("/namespaces/([^/?]+)");
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "host", "content-length", "upgrade", "transfer-encoding", "http2-settings", "expect");

    private final Login login;
    private final HttpClient client;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private final URI upstream;
    private volatile Predicate<String> forbidden = path -> false;
    private volatile Stall stall = new Stall(path -> false);

    private record Stall(Predicate<String> at, CountDownLatch reached, CountDownLatch released) {
        private Stall(Predicate<String> at) {
            this(at, new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    /** Whether the write that is not answered has its effect. */
    public enum Effect {
        NONE,
        FULL
    }

    /** A request that changes something. */
    public record Write(String method, String path, String body) {}

    private static final class Hold {
        private final Predicate<Write> at;
        private final Effect effect;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(Predicate<Write> at, Effect effect) {
            this.at = at;
            this.effect = effect;
        }
    }

    private ApiProxy(Login login) throws IOException, GeneralSecurityException {
        this.login = login;
        Config config = login.config();
        this.upstream = URI.create(config.getMasterUrl());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(Path.of(config.getCaCertFile())))
                .build();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** @param login whom the API server sees: the proxy passes the token on */
    public static ApiProxy start(Login login) {
        try {
            return new ApiProxy(login);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream file = Files.newInputStream(authority)) {
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The same user, through the proxy. */
    public Login login() {
        try {
            Path file = Files.createTempFile("proxy", ".kubeconfig");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    Files.readString(login.kubeconfig())
                            .replaceAll(
                                    "cluster: \\{server:[^}]*\\}",
                                    "cluster: {server: \"http://127.0.0.1:"
                                            + server.getAddress().getPort() + "\"}"));
            return new Login(login.user(), login.token(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on, the first write of the namespace that is {@code at} is the last. */
    public void hold(String namespace, Predicate<Write> at, Effect effect) {
        holds.put(namespace, new Hold(at, effect));
    }

    /** From now on requests to such a path wait for {@link #release}. */
    public void stall(Predicate<String> path) {
        stall = new Stall(path);
    }

    /** Whether a request waits, or has waited, since the last {@link #stall}. */
    public boolean hasStalled() {
        return stall.reached().getCount() == 0;
    }

    /** From now on requests to such a path are refused with 403. */
    public void forbid(Predicate<String> path) {
        forbidden = path;
    }

    /** Namespaces that have not come to the write at which they are held. */
    public Collection<String> notHeldYet() {
        return holds.entrySet().stream()
                .filter(e -> e.getValue().reached.getCount() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Everything passes again; what was held stays without an answer. */
    public void release() {
        List<Hold> all = List.copyOf(holds.values());
        holds.clear();
        stall.released().countDown();
        all.forEach(h -> h.released.countDown());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
                // The client then watches by plain HTTP.
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (forbidden.test(path)) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            Stall waiting = stall;
            if (waiting.at().test(path)) {
                waiting.reached().countDown();
                waiting.released().await();
            }
            Hold hold = hold(exchange);
            if (hold == null) {
                answer(exchange, forward(exchange, body));
                return;
            }
            Write write = new Write(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    new String(body, StandardCharsets.UTF_8));
            boolean isIt;
            synchronized (hold) {
                if (hold.reached.getCount() == 0) {
                    exchange.sendResponseHeaders(403, -1);
                    return;
                }
                isIt = hold.at.test(write);
                if (isIt) {
                    if (hold.effect == Effect.FULL) {
                        try (InputStream ignored = forward(exchange, body).body()) {
                            ignored.readAllBytes();
                        }
                    }
                    hold.reached.countDown();
                }
            }
            if (isIt) {
                hold.released.await();
            } else {
                answer(exchange, forward(exchange, body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Hold hold(HttpExchange exchange) {
        if (exchange.getRequestMethod().equals("GET")) {
            return null;
        }
        Matcher namespace = NAMESPACE.matcher(exchange.getRequestURI().getPath());
        return namespace.find() ? holds.get(namespace.group(1)) : null;
    }

    private HttpResponse<InputStream> forward(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        upstream.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    private static void answer(HttpExchange exchange, HttpResponse<InputStream> response) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
        exchange.sendResponseHeaders(response.statusCode(), 0);
        byte[] buffer = new byte[16_384];
        try (InputStream in = response.body();
                OutputStream out = exchange.getResponseBody()) {
            String query = exchange.getRequestURI().getQuery();
            if (query != null && query.contains("watch=true")) {
                // The client takes a watch by plain HTTP for started at its first byte, which where nothing happens is
                // the server's bookmark after a minute. A blank before JSON means nothing.
                out.write(' ');
            }
            out.flush();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // The operator or its watch has ended.
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
