package dev.lastgood.rest.model;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.reconcile.request.BiasReviewIntake;
import dev.lastgood.reconcile.request.BiasReviewIntake.Asked;
import dev.lastgood.reconcile.request.BiasReviewIntake.Outcome;
import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.Caller;
import dev.lastgood.rest.http.DatabaseProblem;
import dev.lastgood.rest.http.IdempotencyKey;
import dev.lastgood.rest.http.Permission;
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
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reviews for bias. */
@Path("/ai/models/{modelId}/bias-review")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
public class BiasReviewResource {

    private final Call call;
    private final Models models;
    private final BiasReviewIntake reviews;
    private final Clock clock;

    BiasReviewResource(Call call, Models models, BiasReviewIntake reviews, Clock clock) {
        this.call = call;
        this.models = models;
        this.reviews = reviews;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "biasReview",
            summary = "Have the model reviewed for bias",
            description =
                    "Moves the model's newest pending row of ai_model_bias_reviews or makes one, and writes a queued "
                            + "run. Needs the right to create aiincidents.lastgood.dev in the model's namespace. With an "
                            + "Idempotency-Key the same call is done once, for ever.")
    @APIResponse(
            responseCode = "202",
            description = "The rows stand there",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BiasReviewAnswer.class)))
    public Response request(
            @BeanParam ModelPath path,
            @Parameter(
                            description =
                                    "1 to 255 visible ASCII characters, another one for each review that is meant",
                            example = "0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b")
                    @HeaderParam("Idempotency-Key")
                    String key,
            BiasReviewRequest body) {
        Caller caller = call.caller();
        ModelDeployment model = models.find(caller, Permission.CREATE_INCIDENTS, path);
        call.about(model.getMetadata().getNamespace(), path.modelId);
        IdempotencyKey.require(key);
        BiasReviewRequest asked = (body == null ? BiasReviewRequest.EMPTY : body).checked(clock.instant());
        Outcome outcome = reviews.request(
                model,
                new Asked(
                        asked.scheduledFor(),
                        asked.stakeholders(),
                        asked.checklistUrl(),
                        asked.reason(),
                        caller.user(),
                        asked.triggeredBy() == null ? caller.user() : asked.triggeredBy(),
                        asked.traceId(),
                        key));
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.reason() == Reason.BiasReviewNotConfigured
                    ? ProblemException.of(ProblemType.BiasReviewNotConfigured, refused.message())
                    : DatabaseProblem.of(
                            refused.reason(), refused.message(), refused.reason() == Reason.DatabaseUnavailable);
        }
        return Response.accepted(BiasReviewAnswer.of((Outcome.Accepted) outcome))
                .build();
    }
}
