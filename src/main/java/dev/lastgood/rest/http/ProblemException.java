package dev.lastgood.rest.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    private ProblemException(Problem problem, Map<String, String> headers) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    public static ProblemException of(Problem problem) {
        return new ProblemException(problem, Map.of());
    }

    public static ProblemException of(ProblemType type, String detail) {
        return of(Problem.of(type, detail));
    }

    /** One that passes by itself. */
    public static ProblemException retryAfter(long seconds, ProblemType type, String detail) {
        return new ProblemException(
                Problem.of(type, detail), Map.of(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds))));
    }

    static ProblemException unauthenticated(String detail) {
        return new ProblemException(
                Problem.of(ProblemType.Unauthenticated, detail), Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    public Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }

    Response response() {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        headers.forEach(response::header);
        return response.build();
    }
}
