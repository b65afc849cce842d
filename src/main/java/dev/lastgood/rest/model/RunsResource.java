package dev.lastgood.rest.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.record.IncidentRecords;
import dev.lastgood.record.RunHistory;
import dev.lastgood.record.RunRow;
import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.DatabaseProblem;
import dev.lastgood.rest.http.Docs;
import dev.lastgood.rest.http.Limit;
import dev.lastgood.rest.http.Permission;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The run history of a model, from Postgres. */
@Path("/ai/models/{modelId}/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
public class RunsResource {

    private final Call call;
    private final Models models;
    private final IncidentRecords records;

    RunsResource(Call call, Models models, IncidentRecords records) {
        this.call = call;
        this.models = models;
        this.records = records;
    }

    @GET
    @Operation(
            operationId = "listRuns",
            summary = "The newest runs of the model",
            description = "From ai_model_runs, newest first. Needs the right to list aiincidents.lastgood.dev in the "
                    + "model's namespace.")
    @APIResponse(responseCode = "200", description = "The runs, newest first")
    public List<RunRow> list(
            @BeanParam ModelPath path,
            @Parameter(description = Docs.LIMIT, example = "50") @QueryParam("limit") String limit) {
        ModelDeployment model = models.find(call.caller(), Permission.LIST_INCIDENTS, path);
        RunHistory history = records.runs(model.modelId(), Limit.of(limit));
        if (history.trouble() != null) {
            throw DatabaseProblem.of(history.trouble());
        }
        return history.runs();
    }
}
