package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.RollbackMarker;
import java.util.Map;

/**
 * An incident and all that its plan depends on.
 *
 * @param model its ModelDeployment, null where there is none
 * @param gateway the model's workload and its revisions, null where the workload is missing
 * @param history who changed the workload before
 * @param others what the other incidents mean for this one
 * @param background what the ledger and the comparison of revisions returned
 * @param operator the state of the operator itself
 * @param flagContents digests of the ConfigMaps that hold the model's flags, by name of the flag; empty where none was
 *     switched off
 */
public record IncidentView(
        AIIncident incident,
        ModelDeployment model,
        GatewayView gateway,
        WorkloadHistory history,
        OtherIncidents others,
        BackgroundResults background,
        OperatorState operator,
        Map<String, String> flagContents) {

    /** It shares no rollback, and nobody shares its: what it does is not meant as others', or not yet. */
    public static boolean isApart(AIIncident incident) {
        return incident.getSpec() != null
                && (incident.getSpec().drill || incident.getSpec().evidenceHold || DryRun.isAsked(incident));
    }

    /** The workload carries the rollback of this very incident and attempt, whatever the status says of it. */
    public boolean carriesRollbackOf(int attempt) {
        RollbackMarker marker = marker();
        return marker != null
                && marker.incidentUid().equals(incident.getMetadata().getUid())
                && marker.attempt() == attempt;
    }

    /** The rollback that the workload's annotation names; null if there is none. */
    public RollbackMarker marker() {
        return history.marker();
    }

    /** What the model's own probes say, by name. */
    public Map<String, ProbeState> probes() {
        return model == null || gateway == null
                ? Map.of()
                : gateway.probing().of(model.getMetadata().getName());
    }
}
