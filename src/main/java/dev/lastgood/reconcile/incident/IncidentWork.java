package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Has an incident's work done beside the reconcile: its rows, its Jobs, and the comparison of its revisions. */
@ApplicationScoped
class IncidentWork {

    private final RecordWorker worker;
    private final RevisionComparer comparer;

    IncidentWork(RecordWorker worker, RevisionComparer comparer) {
        this.worker = worker;
        this.comparer = comparer;
    }

    /** Returns the results that the incident's status does not have yet, by attempt and step. */
    Map<String, EvidenceResult> results(AIIncident incident) {
        return worker.results(incident);
    }

    /** Returns what came in with the suspect; null: nothing that the incident's status does not have. */
    Change change(AIIncident incident) {
        return comparer.of(incident);
    }

    /** Begins what was decided. The decision's status is written, and with it the results of {@code view}. */
    void begin(IncidentView view, IncidentDecision decision) {
        worker.acknowledge(view.incident(), view.background().results());
        worker.submit(decision.tasks());
        comparer.submit(view.incident(), decision.status(), view.model());
    }
}
