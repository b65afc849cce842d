package dev.lastgood.rest.http;

import dev.lastgood.lib.RootCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Whatever goes wrong is answered as a problem. */
final class ProblemMappers {

    private static final Logger LOG = Logger.getLogger("dev.lastgood.rest");

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.response();
    }

    @ServerExceptionMapper
    Response refused(KubernetesClientException e) {
        return KubeProblem.of(e).response();
    }

    /** What the framework itself refuses: an unknown path, a method, a media type. */
    @ServerExceptionMapper
    Response framework(WebApplicationException e) {
        if (RootCause.of(e) instanceof ProblemException cause) {
            return cause.response();
        }
        Response was = e.getResponse();
        ProblemException problem =
                switch (was.getStatus()) {
                    case 404 -> ProblemException.of(ProblemType.NotFound, "no such path: see /q/openapi");
                    case 405 ->
                        ProblemException.of(
                                ProblemType.MethodNotAllowed, "see /q/openapi for the methods of this path");
                    case 406 ->
                        ProblemException.of(
                                ProblemType.NotAcceptable, "accept application/json, or what /q/openapi says");
                    case 413 -> ProblemException.of(ProblemType.BodyTooLarge, "send a shorter body");
                    case 415 ->
                        ProblemException.of(
                                ProblemType.UnsupportedMediaType, "send JSON with Content-Type: application/json");
                    default ->
                        was.getStatus() < 500
                                ? ProblemException.of(ProblemType.InvalidRequest, "see /q/openapi")
                                : fault(e);
                };
        return problem.response();
    }

    @ServerExceptionMapper
    Response fault(Throwable e) {
        return fault((Exception) (e instanceof Exception exception ? exception : new IllegalStateException(e)))
                .response();
    }

    private static ProblemException fault(Exception e) {
        LOG.error("A request failed by a fault of Lastgood", e);
        return ProblemException.of(ProblemType.InternalError, "see the log of the operator");
    }
}
