package dev.lastgood.rest.model;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.Caller;
import dev.lastgood.rest.http.Permission;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The runbook's first step. */
@Path("/ai/models/{modelId}/rollback")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
public class RollbackResource {

    private final Call call;
    private final Models models;
    private final RollbackOpener rollbacks;

    RollbackResource(Call call, Models models, RollbackOpener rollbacks) {
        this.call = call;
        this.models = models;
        this.rollbacks = rollbacks;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "rollback",
            summary = "Return the model's gateway to a good revision",
            description = "Opens an AIIncident that does it, and waits for nothing. Needs the right to create "
                    + "aiincidents.lastgood.dev in the model's namespace. With an Idempotency-Key the same call opens one "
                    + "incident, for ever; without one it opens none while one to the same target is not over.")
    @APIResponse(
            responseCode = "202",
            description = "The incident is there, new or from the same call before",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RollbackAnswer.class)))
    public Response rollback(
            @BeanParam ModelPath path,
            @Parameter(
                            description =
                                    "1 to 255 visible ASCII characters, another one for each rollback that is meant",
                            example = "0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b")
                    @HeaderParam("Idempotency-Key")
                    String key,
            RollbackRequest body) {
        Caller caller = call.caller();
        ModelDeployment model = models.find(caller, Permission.CREATE_INCIDENTS, path);
        call.about(model.getMetadata().getNamespace(), path.modelId);
        AIIncident incident = rollbacks.open(model, body == null ? RollbackRequest.EMPTY : body, key, caller.user());
        RollbackAnswer answer = RollbackAnswer.of(incident, path.modelId);
        return Response.accepted(answer)
                .location(URI.create(answer.links().get("incident")))
                .build();
    }
}
