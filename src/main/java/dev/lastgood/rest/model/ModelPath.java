package dev.lastgood.rest.model;

import dev.lastgood.rest.http.Docs;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which model a call is about. */
public class ModelPath {

    @Parameter(description = Docs.MODEL_ID, example = "pricing-rationale")
    @PathParam("modelId")
    String modelId;

    @Parameter(description = Docs.NAMESPACE, example = "ai")
    @QueryParam("namespace")
    String namespace;
}
