package dev.lastgood.rest.incident;

import dev.lastgood.rest.http.Docs;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which incident a call is about. */
public class IncidentPath {

    @Parameter(description = Docs.INCIDENT_NAMESPACE, example = "ai")
    @PathParam("namespace")
    String namespace;

    @Parameter(description = Docs.INCIDENT_NAME, example = "wrong-prices")
    @PathParam("name")
    String name;
}
