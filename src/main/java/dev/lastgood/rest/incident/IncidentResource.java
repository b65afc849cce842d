package dev.lastgood.rest.incident;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.aftermath.PostMortem;
import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.Docs;
import dev.lastgood.rest.http.Limit;
import dev.lastgood.rest.http.Permission;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Incidents, and what people say about them. */
@Path("/ai/incidents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "incidents", description = "Incidents, and what people say about them")
public class IncidentResource {

    private static final String MARKDOWN = "text/markdown;charset=UTF-8";

    private final Call call;
    private final Incidents incidents;
    private final ObjectMapper mapper;

    IncidentResource(Call call, Incidents incidents, ObjectMapper mapper) {
        this.call = call;
        this.incidents = incidents;
        this.mapper = mapper;
    }

    @GET
    @Operation(
            operationId = "listIncidents",
            summary = "The newest incidents",
            description =
                    "Newest first, of the namespaces in which you have the right to list aiincidents.lastgood.dev.")
    @APIResponse(responseCode = "200", description = "The incidents, newest first")
    public List<IncidentSummary> list(
            @Parameter(description = "Only of this namespace", example = "ai") @QueryParam("namespace")
                    String namespace,
            @Parameter(description = "Only of this modelId", example = "pricing-rationale") @QueryParam("model")
                    String model,
            @Parameter(description = "Only in this phase", example = "NeedsHuman") @QueryParam("phase") String phase,
            @Parameter(description = Docs.LIMIT, example = "50") @QueryParam("limit") String limit) {
        return incidents.list(call.caller(), namespace, model, phase(phase), Limit.of(limit)).stream()
                .map(i -> IncidentSummary.of(i, incidents.modelId(i)))
                .toList();
    }

    @GET
    @Path("{namespace}/{name}")
    @Operation(
            operationId = "getIncident",
            summary = "All that is known of an incident",
            description = "Needs the right to list aiincidents.lastgood.dev in its namespace.")
    @APIResponse(responseCode = "200", description = "The incident")
    public IncidentAnswer get(@BeanParam IncidentPath path) {
        return answer(incidents.find(call.caller(), Permission.LIST_INCIDENTS, path));
    }

    @GET
    @Path("{namespace}/{name}/post-mortem")
    @Produces(MARKDOWN)
    @Operation(
            operationId = "getPostMortem",
            summary = "The draft of a post-mortem",
            description =
                    "In Markdown, filled from what is known; what only people know is asked for. Needs the right to "
                            + "list aiincidents.lastgood.dev in its namespace.")
    @APIResponse(responseCode = "200", description = "The draft")
    public String postMortem(@BeanParam IncidentPath path) {
        return PostMortem.of(incidents.find(call.caller(), Permission.LIST_INCIDENTS, path));
    }

    @POST
    @Path("{namespace}/{name}/acknowledge")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "acknowledge",
            summary = "Say that you look after the incident",
            description =
                    "Sets spec.acknowledgedBy; the page shows it. Needs the right to update aiincidents.lastgood.dev "
                            + "in its namespace. The same call again changes nothing.")
    @APIResponse(responseCode = "200", description = "The incident as it is now")
    public IncidentAnswer acknowledge(@BeanParam IncidentPath path, AcknowledgementRequest body) {
        return change(path, IncidentChanges.acknowledge(call.caller().user(), body == null ? null : body.by()));
    }

    @POST
    @Path("{namespace}/{name}/approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "approve",
            summary = "Have the suggested plan carried out",
            description =
                    "The plan is approved by its hash, so that nobody approves what they did not see. Needs the right "
                            + "to update aiincidents.lastgood.dev in its namespace. The same call again changes nothing.")
    @APIResponse(responseCode = "200", description = "The incident as it is now")
    public IncidentAnswer approve(@BeanParam IncidentPath path, ApprovalRequest body) {
        String hash = needed(body).hash();
        if (hash == null || hash.isBlank()) {
            throw ProblemException.of(
                    ProblemType.InvalidRequest, "field \"hash\": write status.plan.hash of the incident");
        }
        return change(path, IncidentChanges.approve(call.caller().user(), hash));
    }

    @POST
    @Path("{namespace}/{name}/resolve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resolve",
            summary = "Say how the incident ended",
            description =
                    "Fills spec.resolution; what is left out stays as it was said before. Needs the right to update "
                            + "aiincidents.lastgood.dev in its namespace. The same call again changes nothing.")
    @APIResponse(responseCode = "200", description = "The incident as it is now")
    public IncidentAnswer resolve(@BeanParam IncidentPath path, ResolutionRequest body) {
        return change(path, IncidentChanges.resolve(call.caller().user(), needed(body), mapper));
    }

    private IncidentAnswer change(IncidentPath path, Incidents.Change change) {
        call.about(path.namespace, path.name);
        AIIncident incident = incidents.find(call.caller(), Permission.UPDATE_INCIDENTS, path);
        return answer(incidents.change(incident, change));
    }

    private IncidentAnswer answer(AIIncident incident) {
        return IncidentAnswer.of(incident, incidents.modelId(incident));
    }

    private static <T> T needed(T body) {
        if (body == null) {
            throw ProblemException.of(ProblemType.UnreadableBody, "there is no body: see /q/openapi");
        }
        return body;
    }

    private static Phase phase(String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(Phase.values())
                .filter(p -> p.name().equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.InvalidRequest, "phase is one of " + Arrays.toString(Phase.values())));
    }
}
