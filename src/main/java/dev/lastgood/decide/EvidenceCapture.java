package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.Evidence;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.util.Optional;

/** Writes down what people know and what the cluster shows of the suspect, before anything changes. */
final class EvidenceCapture {

    private static final int IMAGE_LIMIT = 1024;

    private final IncidentView view;
    private final AIIncident incident;
    private final Chronicle chronicle;

    EvidenceCapture(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.incident = view.incident();
        this.chronicle = chronicle;
    }

    /** Records what the person who created the incident knows, unless something is recorded already. */
    void recordWhatIsKnown() {
        if (chronicle.status.evidence == null) {
            chronicle.status.evidence = said();
        }
    }

    /**
     * Records the suspect and what serves.
     *
     * @return why there is nothing to see yet and what to do; empty once it is captured
     */
    Optional<String> capture() {
        if (chronicle.isOver(StepName.CAPTURE)) {
            return Optional.empty();
        }
        boolean first = chronicle.status.suspect == null && RecordSteps.areAll(chronicle.status.steps);
        Optional<Revision> suspect = view.carriesRollbackOf(chronicle.status.attempt)
                ? view.gateway().revision(view.marker().from())
                : Suspect.of(incident, view.gateway(), view.marker(), first);
        if (suspect.isEmpty()) {
            String named = incident.getSpec().suspect;
            return Optional.of(
                    named != null
                            ? "the suspect " + named
                                    + " is no revision of the workload; create the incident without "
                                    + "suspect, or with one that `kubectl get controllerrevisions` shows"
                            : "no revision of the workload has been seen serving yet");
        }
        Optional<Revision> serving = Serving.now(view.gateway().revisions());
        Evidence evidence = said();
        evidence.servingRevision = serving.map(Revision::name).orElse(null);
        evidence.servingVersion =
                Chronicle.bounded(serving.map(Revision::version).orElse(null), Revision.TEXT_LIMIT);
        evidence.servingImage = Chronicle.bounded(view.gateway().live().image(), IMAGE_LIMIT);
        chronicle.status.evidence = evidence;
        chronicle.status.suspect = suspect.get().name();
        String message = suspect.get().name() + " (" + suspect.get().version() + ") is the suspect";
        chronicle.step(StepName.CAPTURE, StepType.CaptureEvidence, StepState.Done, Reason.Captured, message);
        chronicle.condition("EvidenceCaptured", Conditions.TRUE, Reason.Captured, message);
        chronicle.log(Reason.Captured, message);
        return Optional.empty();
    }

    private Evidence said() {
        Evidence evidence = new Evidence();
        evidence.traceId = incident.getSpec().traceId;
        evidence.runId = incident.getSpec().runId;
        evidence.promptDigest = incident.getSpec().promptDigest;
        evidence.capturedAt = chronicle.now().toString();
        return evidence;
    }
}
