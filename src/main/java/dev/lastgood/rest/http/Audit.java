package dev.lastgood.rest.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** One line for each call that changes something or tried to, by a caller who is known. */
@ApplicationScoped
class Audit {

    private static final Logger LOG = Logger.getLogger("dev.lastgood.audit");
    private static final Set<String> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int LIMIT = 256;

    private final Call call;

    Audit(Call call) {
        this.call = call;
    }

    @ServerResponseFilter
    void write(ContainerRequestContext request, ContainerResponseContext response) {
        if (call.caller() == null || READING.contains(request.getMethod())) {
            return;
        }
        LOG.infof(
                "user=\"%s\" verb=%s path=\"%s\" namespace=%s subject=%s outcome=%d",
                plain(call.caller().user()),
                request.getMethod(),
                plain(request.getUriInfo().getRequestUri().getRawPath()),
                plain(call.namespace()),
                plain(call.subject()),
                response.getStatus());
    }

    private static String plain(String text) {
        return PlainText.of(text, LIMIT).replace('"', '\'');
    }
}
