package dev.lastgood.rest.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.Validity;
import dev.lastgood.reconcile.request.Retraining;
import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.Caller;
import dev.lastgood.rest.http.Permission;
import dev.lastgood.rest.http.PlainText;
import dev.lastgood.rest.http.Problem;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A new version of the model. */
@Path("/ai/models/{modelId}/retrain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
public class RetrainResource {

    private static final int AGAIN_SECONDS = 2;

    private final Call call;
    private final Models models;
    private final Retraining retraining;

    RetrainResource(Call call, Models models, Retraining retraining) {
        this.call = call;
        this.models = models;
        this.retraining = retraining;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "retrain",
            summary = "Retrain the model",
            description =
                    "Makes a Job from the template of the CronJob that the ModelDeployment names in spec.retrain, and waits "
                            + "for nothing. Needs the right to create aiincidents.lastgood.dev in the model's namespace. With an "
                            + "Idempotency-Key the same call makes one Job; without one it makes none while one for the same version "
                            + "is not over.")
    @APIResponse(
            responseCode = "202",
            description = "The Job is there, new or from the same call before",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RetrainAnswer.class)))
    public Response retrain(
            @BeanParam ModelPath path,
            @Parameter(
                            description =
                                    "1 to 255 visible ASCII characters, another one for each retrain that is meant",
                            example = "0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b")
                    @HeaderParam("Idempotency-Key")
                    String key,
            RetrainRequestBody body) {
        Caller caller = call.caller();
        ModelDeployment model = models.find(caller, Permission.CREATE_INCIDENTS, path);
        call.about(model.getMetadata().getNamespace(), path.modelId);
        Validity.problem(model).ifPresent(problem -> {
            throw ProblemException.of(ProblemType.CannotRetrain, problem);
        });
        Retraining.Request request = (body == null ? RetrainRequestBody.EMPTY : body).by(caller.user(), key);
        Retraining.Answer answer = retraining.retrain(model, request);
        if (answer.refusal() != null) {
            throw refused(answer);
        }
        return Response.accepted(RetrainAnswer.of(
                        answer.runId(), model.getMetadata().getNamespace(), answer.job(), path.modelId))
                .build();
    }

    private static ProblemException refused(Retraining.Answer answer) {
        String detail = PlainText.of(answer.message());
        return switch (answer.refusal()) {
            case ApiServerRefused ->
                ProblemException.retryAfter(AGAIN_SECONDS, ProblemType.ApiServerUnavailable, detail);
            case JobsForbidden -> ProblemException.of(ProblemType.RightsMissing, detail);
            case RequestChanged -> ProblemException.of(ProblemType.KeyReused, detail);
            default ->
                ProblemException.of(Problem.of(ProblemType.CannotRetrain, detail)
                        .with("reason", answer.refusal().name()));
        };
    }
}
