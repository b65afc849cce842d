package dev.lastgood.observe.probe.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.concurrent.Callable;

/**
 * The one thread on which probes are timed, sent and read, and the few on which answers are judged. A Vert.x of its own:
 * nothing that a target does reaches the threads of the API client, and no metric names a target.
 */
public final class Loop {

    /** Prometheus answers all probes; connections to it stay open. */
    private static final int PROMETHEUS_CONNECTIONS = 32;

    private final Vertx vertx;
    private final Context context;
    private final HttpClient targets;
    private final HttpClient prometheus;
    private final ResponseMemory memory;

    public Loop(int concurrency, int maxBody) {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        context = vertx.getOrCreateContext();
        // Each sample connects anew: only so can "not reached" and "answered badly" be told apart, and a Service
        // chooses
        // among its pods each time.
        targets = vertx.createHttpClient(options(concurrency).setKeepAlive(false));
        prometheus = vertx.createHttpClient(options(PROMETHEUS_CONNECTIONS));
        memory = new ResponseMemory(maxBody);
    }

    private static HttpClientOptions options(int connections) {
        return new HttpClientOptions()
                .setMaxPoolSize(connections)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setDecompressionSupported(false);
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Runs on the loop. */
    public void run(Runnable work) {
        context.runOnContext(v -> work.run());
    }

    /** Does what takes processor time, or blocks, off the loop; its result comes on the loop. */
    public <T> Future<T> aside(Callable<T> work) {
        return context.executeBlocking(work, false);
    }

    /** Sends a request over a connection of its own. */
    public Future<ProbeResponse> ask(ProbeRequest request) {
        return Exchange.send(vertx, targets, memory, request);
    }

    /** Sends a request to Prometheus. */
    public Future<ProbeResponse> askPrometheus(ProbeRequest request) {
        return Exchange.send(vertx, prometheus, memory, request);
    }

    public void close() {
        vertx.close();
    }
}
