package dev.lastgood.rest.alert;

import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.Problem;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where alerts come in. */
@Path("/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "webhooks", description = "Alerts of monitoring systems")
public class AlertResource {

    private static final String WHAT =
            "Opens one incident for each model and trigger that fires, in the mode that the model says for alerts (response.mode); "
                    + "what fires joins an incident that is not over. Alerts need the labels lastgood_model and lastgood_trigger. "
                    + "Resolved ones are told to the incident and end nothing. The same group may be sent again. Needs the right to "
                    + "create aiincidents.lastgood.dev in the model's namespace.";

    private final Call call;
    private final AlertIntake intake;

    AlertResource(Call call, AlertIntake intake) {
        this.call = call;
        this.intake = intake;
    }

    @POST
    @Path("alertmanager")
    @Operation(operationId = "postAlertmanager", summary = "Alerts of Alertmanager, version 4", description = WHAT)
    @APIResponse(responseCode = "200", description = "What became of the alerts")
    @APIResponse(responseCode = "422", description = "None of the alerts is of any use")
    public AlertsAnswer alertmanager(AlertGroup group) {
        return take(group);
    }

    @POST
    @Path("grafana")
    @Operation(operationId = "postGrafana", summary = "Alerts of Grafana", description = WHAT)
    @APIResponse(responseCode = "200", description = "What became of the alerts")
    @APIResponse(responseCode = "422", description = "None of the alerts is of any use")
    public AlertsAnswer grafana(AlertGroup group) {
        return take(group);
    }

    /** A group of which nothing can be used is an error: the sender counts and logs those. */
    private AlertsAnswer take(AlertGroup group) {
        if (group == null || group.alerts() == null || group.alerts().stream().anyMatch(Objects::isNull)) {
            throw ProblemException.of(
                    ProblemType.UnreadableBody,
                    "write an object with the list alerts, as Alertmanager does (version 4)");
        }
        AlertsAnswer answer = intake.take(call.caller(), group);
        boolean used = !answer.opened().isEmpty()
                || !answer.joined().isEmpty()
                || !answer.known().isEmpty()
                || !answer.resolved().isEmpty();
        if (!used && !answer.ignored().isEmpty()) {
            throw ProblemException.of(Problem.of(
                            ProblemType.AlertsUnusable, answer.ignored().get(0).why())
                    .with("ignored", answer.ignored()));
        }
        return answer;
    }
}
