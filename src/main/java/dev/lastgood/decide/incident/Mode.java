package dev.lastgood.decide.incident;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.TriggerResponse;

/** How far an incident may go by itself. */
public final class Mode {

    /**
     * What the incident says; else what was decided for this try before, so that another policy of the model changes no
     * incident that waits already; else Auto for a person's; else what the model says.
     */
    public static ResponseMode of(AIIncident incident, AIIncidentStatus status, ModelDeployment model) {
        ResponseMode own = own(incident);
        return own == null && status.mode != null ? status.mode : wished(incident, model);
    }

    /** What incident and model ask for now, whatever was decided before. */
    public static ResponseMode wished(AIIncident incident, ModelDeployment model) {
        ResponseMode own = own(incident);
        if (own != null) {
            return own;
        }
        return isByPerson(incident) ? ResponseMode.Auto : policy(incident.getSpec().trigger, model.getSpec().response);
    }

    /** What the incident itself says; null: it leaves that to the model. */
    public static ResponseMode own(AIIncident incident) {
        return incident.getSpec().response == null ? null : incident.getSpec().response.mode;
    }

    /** What the model says for incidents of a trigger that no person opened. */
    public static ResponseMode policy(Trigger trigger, Response response) {
        if (response == null) {
            return ResponseMode.Suggest;
        }
        TriggerResponse own = response.perTrigger == null ? null : response.perTrigger.get(trigger.name());
        ResponseMode mode = own != null && own.mode != null ? own.mode : response.mode;
        return mode == null ? ResponseMode.Suggest : mode;
    }

    /** One that another release's CRD let in without a source is a person's, as before there were others. */
    public static boolean isByPerson(AIIncident incident) {
        return incident.getSpec().source == null || incident.getSpec().source == Source.Person;
    }

    private Mode() {}
}
