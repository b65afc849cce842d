package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import dev.lastgood.api.probe.ProbeStatus;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What Lastgood knows of a model's gateway. */
public class ModelDeploymentStatus extends StatusPart<ModelDeploymentStatus> {

    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
    public Long observedGeneration;

    @JsonPropertyDescription("Name of the ControllerRevision that serves: the last one of which a pod began to run.")
    @Size(max = 253)
    public String servingRevision;

    @JsonPropertyDescription(
            "Name of the ControllerRevision that a rollback restores now: the Good one that served most recently, is not "
                    + "quarantined and is not the one that serves. Absent: there is none (reason NoLastGood).")
    @Size(max = 253)
    public String lastGoodRevision;

    @JsonPropertyDescription(
            "The newest revisions of the workload, newest first. At most 32 are shown; kept are as many as revisionHistoryLimit says.")
    @Size(max = 32)
    public List<RevisionSummary> revisions = new ArrayList<>();

    @JsonPropertyDescription(
            "Which revision served when, newest first; the last 20 turns. An incident is about the revision that served when it was "
                    + "detected.")
    @Size(max = 20)
    public List<ServiceTurn> turns = new ArrayList<>();

    @JsonPropertyDescription(
            "Labels, annotations and environment variables of the pod template as it is declared now that are ignored: a change of "
                    + "them is no new revision, is never blamed, and is never a fix. At most 32.")
    @Size(max = 32)
    public List<IgnoredPart> ignored = new ArrayList<>();

    @JsonPropertyDescription(
            "What the probes say of the revision that serves. Written when an outcome changes, not for each sample.")
    @Size(max = 16)
    public List<ProbeStatus> probes = new ArrayList<>();

    @JsonPropertyDescription(
            "ConfigMaps that the pod template refers to and that are not part of a revision, because a controller writes them: a "
                    + "rollback does not restore them, and a change of them does not create a revision. To make one part of the revision, "
                    + "name it in spec.gateway.configMaps. At most 32.")
    @Size(max = 32)
    public List<ExcludedConfigMap> excludedConfigMaps = new ArrayList<>();

    @JsonPropertyDescription(
            "ConfigMaps of the revision whose content changed 4 times or more within an hour, as far as the operator saw it since its "
                    + "start. Each change is a new revision, which may never live long enough to become Good. If such a ConfigMap is "
                    + "not configuration of the model, annotate it with lastgood.dev/ignore: \"true\". At most 32.")
    @Size(max = 32)
    public List<@Size(max = 253) String> busyConfigMaps = new ArrayList<>();

    @JsonPropertyDescription("Name of the newest incident of this model that is not over.")
    @Size(max = 253)
    public String activeIncident;

    @JsonPropertyDescription("What activeIncident says. Absent: no incident of this model is active.")
    public IncidentBrief incident;

    @JsonPropertyDescription(
            "The rollbacks done for this model, newest first, at most 20; drills and dry runs do not count. They outlive their incidents: "
                    + "the breaker counts them.")
    @Size(max = 20)
    public List<RollbackEvent> rollbacks = new ArrayList<>();

    @JsonPropertyDescription(
            "The next review by spec.biasReview.schedule. Absent: there is no schedule, or it cannot be read.")
    public BiasReviewStatus biasReview;

    @JsonPropertyDescription(
            "How far the audit goes of what the annotations said of revisions. Absent: they say nothing.")
    public AuditStatus audit;

    @JsonPropertyDescription(
            "The newest ten retrain and regression runs, newest first; beyond these, at most ten that are not over or not recorded.")
    @Size(max = 20)
    public List<ModelRun> runs = new ArrayList<>();

    @JsonPropertyDescription(
            "Environment variables and ConfigMap keys that the failed revision had removed, that a rollback restored, and that are "
                    + "still in the cluster after a fix was rolled out, although no server-side apply and no last-applied annotation "
                    + "contains them; at most 32. Helm 3 leaves no such record: compare with helm get manifest before you remove one. "
                    + "An entry disappears within ten minutes after it was removed or applied. Empty: nothing is left over.")
    @Size(max = 32)
    public List<Leftover> leftovers = new ArrayList<>();

    @JsonPropertyDescription(
            "Ready: the spec can be carried out. RolloutComplete: what is declared is what serves. LastGoodKnown: a rollback has a "
                    + "target. Protected (False: the reason says what suspends it): nothing suspends what spec.response asks for. "
                    + "Quarantined: revisions are kept out. Breaker (True: open): after too many rollbacks "
                    + "incidents of probes and alerts are suggested only. Healthy: what the probes say. BiasReviewScheduled: the row of "
                    + "the next review stands in Postgres (False: InvalidSchedule, and what to write instead). OwnedBy: another "
                    + "controller owns the workload, so nothing is rolled back; the message names it.")
    @Size(max = 16)
    public List<Condition> conditions = new ArrayList<>();
}
