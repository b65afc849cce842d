package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.StatusPart;
import dev.lastgood.api.model.AuditStatus;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What was done about an incident, and what is left. */
public class AIIncidentStatus extends StatusPart<AIIncidentStatus> {

    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
    public Long observedGeneration;

    @JsonPropertyDescription(
            "Open: seen, nothing changed yet. Suggested: the plan waits for approval. Stabilizing: the rollback or the flags are under way. Mitigated: users are no longer hit. "
                    + "NeedsHuman: the ladder is exhausted. Resolved: a resolution was given, or the probes were good for long. Closed: over, with all answers given. RecordedOnly: an old incident, never acted upon.")
    public Phase phase;

    @JsonPropertyDescription(
            "The attempt that this status speaks of. It grows when a person asks for another one by a larger spec.attempt, and automatically "
                    + "when the suspect is bad again after the incident had come to rest: consent is asked again then.")
    public Integer attempt;

    @JsonPropertyDescription(
            "The spec.attempt that was taken up last. A person asks for another attempt by a larger one.")
    public Integer observedAttempt;

    @JsonPropertyDescription(
            "The mode in which this try is answered, once it was decided. Only spec.response.mode or another attempt changes it then.")
    public ResponseMode mode;

    @JsonPropertyDescription("The revision that is to blame, fixed when the incident was first seen.")
    @Size(max = 253)
    public String suspect;

    @JsonPropertyDescription("What Lastgood means to do, or did: from which revision to which, which flags, and why.")
    public Plan plan;

    @JsonPropertyDescription("The steps, in order. Each happens at most once per attempt.")
    @Size(max = 64)
    public List<Step> steps = new ArrayList<>();

    @JsonPropertyDescription("The rollback that was done.")
    public RollbackRecord rollback;

    @JsonPropertyDescription(
            "How often somebody brought the failed revision back after the rollback. Absent: never in this try.")
    public Reverts reverts;

    @JsonPropertyDescription("Names of the model's probes that were Bad during this incident.")
    @Size(max = 16)
    public List<@Size(max = 63) String> probes = new ArrayList<>();

    @JsonPropertyDescription("What was captured before anything was changed.")
    public Evidence evidence;

    @JsonPropertyDescription("What somebody who looks into it would look up first, in one place. At most 8 KiB.")
    public Diagnosis diagnosis;

    @JsonPropertyDescription("The flags that were switched off, before and after.")
    @Size(max = 32)
    public List<FlagRecord> flags = new ArrayList<>();

    @JsonPropertyDescription("The route that was switched to its fallback, before and after.")
    public RouteRecord route;

    @JsonPropertyDescription("Who was told, and how that went.")
    @Size(max = 16)
    public List<NotificationRecord> notifications = new ArrayList<>();

    @JsonPropertyDescription("When the incident reached what, RFC 3339 with milliseconds.")
    public Times times;

    @JsonPropertyDescription("What is due by when.")
    public IncidentDeadlines deadlines;

    @JsonPropertyDescription("How far the audit in the ledger goes.")
    public AuditStatus audit;

    @JsonPropertyDescription("When people last heard something new of it. Kept by Lastgood.")
    public LastUpdate update;

    @JsonPropertyDescription("What happened, oldest first; the newest 50 lines are kept.")
    @Size(max = 50)
    public List<TimelineEntry> timeline = new ArrayList<>();

    @JsonPropertyDescription(
            "EvidenceCaptured, Stabilized (rolled back, flags off, or the route switched), Verified (the restored revision serves), RunRecorded (Postgres), Audited (all that was changed stands in the ledger), Notified, "
                    + "RegressionPassed (of what was restored; Unknown while it runs and where nobody can say), Retrained, "
                    + "RetrospectiveHeld (False: RetrospectiveDue until the time in the message, RetrospectiveOverdue after it), AlertFiring (of an incident that an alert opened), Updated (False: UpdateOverdue), Ready (False: it waits for what the reason says).")
    @Size(max = 16)
    public List<Condition> conditions = new ArrayList<>();
}
