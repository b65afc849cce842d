package dev.lastgood.rest.model;

import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.Permission;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is known of models. */
@Path("/ai/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models", description = "Models and their revisions")
public class ModelResource {

    private final Call call;
    private final Models models;

    ModelResource(Call call, Models models) {
        this.call = call;
        this.models = models;
    }

    @GET
    @Operation(
            operationId = "listModels",
            summary = "All models that you may see",
            description = "Needs the right to get modeldeployments.lastgood.dev, in the whole cluster or by namespace.")
    @APIResponse(responseCode = "200", description = "The models, by namespace and name")
    public List<ModelAnswer> list() {
        return models.visible(call.caller(), Permission.GET_MODELS).stream()
                .map(ModelAnswer::of)
                .toList();
    }

    @GET
    @Path("{modelId}")
    @Operation(
            operationId = "getModel",
            summary = "What serves, what is good, and what the probes say",
            description = "Needs the right to get modeldeployments.lastgood.dev in the model's namespace.")
    @APIResponse(responseCode = "200", description = "The model")
    public ModelAnswer get(@BeanParam ModelPath path) {
        return ModelAnswer.of(models.find(call.caller(), Permission.GET_MODELS, path));
    }
}
