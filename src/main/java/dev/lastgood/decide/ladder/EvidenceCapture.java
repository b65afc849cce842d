package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Evidence;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.RecordSteps;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.lib.BoundedText;
import java.util.Optional;

/** Writes down what people know and what the cluster shows of the suspect, before anything changes. */
final class EvidenceCapture {

    private static final int IMAGE_LIMIT = 1024;

    private final IncidentView view;
    private final AIIncident incident;
    private final StatusDraft draft;

    EvidenceCapture(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.incident = view.incident();
        this.draft = draft;
    }

    /** Records what the person who created the incident knows, unless something is recorded already. */
    void recordWhatIsKnown() {
        if (draft.status.evidence == null) {
            draft.status.evidence = said();
        }
    }

    /**
     * Records the suspect and what serves.
     *
     * @return why there is nothing to see yet and what to do; empty once it is captured
     */
    Optional<String> capture() {
        if (draft.isOver(StepName.CAPTURE)) {
            return Optional.empty();
        }
        boolean first = draft.status.suspect == null && RecordSteps.areAll(draft.status.steps);
        Optional<Revision> suspect = view.carriesRollbackOf(draft.status.attempt)
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
        evidence.servingVersion = BoundedText.of(serving.map(Revision::version).orElse(null), Revision.TEXT_LIMIT);
        evidence.servingImage = BoundedText.of(view.gateway().live().image(), IMAGE_LIMIT);
        draft.status.evidence = evidence;
        draft.status.suspect = suspect.get().name();
        String message = suspect.get().name() + " (" + suspect.get().version() + ") is the suspect";
        draft.step(StepName.CAPTURE, StepType.CaptureEvidence, StepState.Done, Reason.Captured, message);
        draft.condition(ConditionType.EvidenceCaptured, Conditions.TRUE, Reason.Captured, message);
        draft.log(Reason.Captured, message);
        return Optional.empty();
    }

    private Evidence said() {
        Evidence evidence = new Evidence();
        evidence.traceId = incident.getSpec().traceId;
        evidence.runId = incident.getSpec().runId;
        evidence.promptDigest = incident.getSpec().promptDigest;
        evidence.capturedAt = draft.now().toString();
        return evidence;
    }
}
