package dev.lastgood.rest.http;

import dev.lastgood.config.RestConfig;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Nobody is answered who is not known, or who asks too often. */
@ApplicationScoped
class CallerFilter {

    private static final String SCHEME = "bearer ";

    private final Tokens tokens;
    private final Call call;
    private final RateLimit rate;

    CallerFilter(Tokens tokens, Call call, RestConfig config) {
        this.tokens = tokens;
        this.call = call;
        this.rate = new RateLimit(config.rate(), config.burst());
    }

    @ServerRequestFilter
    void identify(ContainerRequestContext request, HttpServerRequest connection) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw ProblemException.unauthenticated(
                    "send the header Authorization: Bearer <token>, such as one of kubectl create token");
        }
        Caller caller = tokens.owner(
                        header.substring(SCHEME.length()).strip(),
                        connection.remoteAddress().hostAddress())
                .orElseThrow(() ->
                        ProblemException.unauthenticated("the API server does not know this token, or it has expired"));
        call.by(caller);
        rate.take(caller.user()).ifPresent(seconds -> {
            throw ProblemException.retryAfter(
                    seconds,
                    ProblemType.TooManyRequests,
                    "user \"" + PlainText.of(caller.user()) + "\" asks too often");
        });
    }
}
