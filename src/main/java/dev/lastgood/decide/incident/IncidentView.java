package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.RollbackMarker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An incident and all that its plan depends on.
 *
 * @param model its ModelDeployment, null where there is none
 * @param gateway the model's workload and its revisions, null where the workload is missing
 * @param marker the rollback that the workload's annotation speaks of, else null
 * @param operatorPaused nothing is changed by the whole operator
 * @param actedBefore the ledger knows this incident under another UID
 * @param epoch the leader's term, for the ledger
 * @param results what the worker brought, by the step's id in the status ({@code 1/fail-run}), until it stands there. A
 *     step that is Pending is tried again by the next decision that finds no result for it
 * @param change what came in with the suspect, once it was compared and until it stands in the status; else null
 * @param heldByOthers suspects of the workload's other incidents that are not over: name of the revision to name of the
 *     incident
 * @param rollbacks when this workload was rolled back, for whichever of its models; the breaker counts them
 * @param apart uids of the workload's incidents whose rollback nobody shares, see {@link #isApart}
 * @param lastWriter the field manager that last wrote the workload's template, other than Lastgood; null where it is not
 *     known
 * @param flagContents digests of the ConfigMaps that hold the model's flags, by name of the flag; empty where none was
 *     switched off
 * @param switchedByOthers what the model's other incidents that are not over switched, or found switched: {@code
 *     flag/<name>} or {@code route} to name of the incident
 */
public record IncidentView(
        AIIncident incident,
        ModelDeployment model,
        GatewayView gateway,
        RollbackMarker marker,
        boolean operatorPaused,
        boolean actedBefore,
        long epoch,
        Map<String, EvidenceResult> results,
        Change change,
        Map<String, String> heldByOthers,
        List<Instant> rollbacks,
        Set<String> apart,
        String lastWriter,
        Map<String, String> flagContents,
        Map<String, String> switchedByOthers) {

    /** It shares no rollback, and nobody shares its: what it does is not meant as others', or not yet. */
    public static boolean isApart(AIIncident incident) {
        return incident.getSpec() != null
                && (incident.getSpec().drill || incident.getSpec().evidenceHold || DryRun.isAsked(incident));
    }

    /** The workload carries the rollback of this very incident and attempt, whatever the status says of it. */
    public boolean carriesRollbackOf(int attempt) {
        return marker != null
                && marker.incidentUid().equals(incident.getMetadata().getUid())
                && marker.attempt() == attempt;
    }

    /** What the model's own probes say, by name. */
    public Map<String, ProbeState> probes() {
        return model == null || gateway == null
                ? Map.of()
                : gateway.probing().of(model.getMetadata().getName());
    }
}
