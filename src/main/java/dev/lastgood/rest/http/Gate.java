package dev.lastgood.rest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.config.AlertsConfig;
import dev.lastgood.config.RestConfig;
import dev.lastgood.observe.kube.Watches;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What is refused before anything of a request is read or anybody is asked: while the watches are not in sync, bodies that
 * are too large, and more requests than may be under way, so that whatever they wait for, health checks have threads left.
 */
@ApplicationScoped
public class Gate {

    private static final int FIRST = 1000;
    private static final int PAUSE_SECONDS = 2;

    /** The most bytes of a body, by path; the longest of them is quarkus.http.limits.max-body-size. */
    private final Map<String, Long> limits;

    private final boolean enabled;
    private final Semaphore places;
    private final Watches watches;
    private final ObjectMapper mapper;

    public Gate(RestConfig config, AlertsConfig alerts, Watches watches, ObjectMapper mapper) {
        this.enabled = config.enabled();
        this.limits = Map.of("/ai/", config.maxBody(), "/webhooks/", alerts.maxBody());
        this.places = new Semaphore(config.concurrency());
        this.watches = watches;
        this.mapper = mapper;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    private void pass(RoutingContext context) {
        Optional<Long> limit = limits.entrySet().stream()
                .filter(e -> context.normalizedPath().startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (limit.isEmpty()) {
            context.next();
            return;
        }
        Optional<ProblemException> refusal = refusal(context.request(), limit.get());
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else if (!places.tryAcquire()) {
            refuse(
                    context,
                    ProblemException.retryAfter(PAUSE_SECONDS, ProblemType.Busy, "other requests wait; try again"));
        } else {
            context.addEndHandler(ended -> places.release());
            context.next();
        }
    }

    private Optional<ProblemException> refusal(HttpServerRequest request, long limit) {
        if (!enabled) {
            return Optional.of(ProblemException.of(
                    ProblemType.NotFound, "the REST interface is switched off (lastgood.rest.enabled)"));
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            if (hasBody(request)) {
                return Optional.of(ProblemException.of(
                        ProblemType.LengthRequired, "send the header Content-Length, and no chunks"));
            }
        } else if (isLonger(length, limit)) {
            return Optional.of(
                    ProblemException.of(ProblemType.BodyTooLarge, "at most " + limit + " bytes are read on this path"));
        }
        return watches.isSynced()
                ? Optional.empty()
                : Optional.of(ProblemException.retryAfter(
                        PAUSE_SECONDS, ProblemType.NotReady, "the cluster is still being read; try again"));
    }

    /** HTTP/2 tells the end of a request no earlier than its body. */
    private static boolean hasBody(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? request.method() == HttpMethod.POST
                : request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static boolean isLonger(String length, long limit) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** The connection ends with it: what the caller is still sending is not read. */
    private void refuse(RoutingContext context, ProblemException refusal) {
        var response = context.response().setStatusCode(refusal.problem().status());
        refusal.headers().forEach(response::putHeader);
        response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (!context.request().isEnded() && context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
            response.endHandler(ended -> context.request().connection().close());
        }
        try {
            response.end(mapper.writeValueAsString(refusal.problem()));
        } catch (JsonProcessingException e) {
            response.end();
        }
    }
}
