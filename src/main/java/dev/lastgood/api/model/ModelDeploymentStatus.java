package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.probe.ProbeStatus;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What Lastgood knows of a model's gateway. */
public class ModelDeploymentStatus {

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
            "What the probes say of the revision that serves. Written when an outcome changes, not for each sample.")
    @Size(max = 16)
    public List<ProbeStatus> probes = new ArrayList<>();

    @JsonPropertyDescription("Name of the newest incident of this model that is not over.")
    @Size(max = 253)
    public String activeIncident;

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
            "Ready: the spec can be carried out. RolloutComplete: what is declared is what serves. LastGoodKnown: a rollback has a "
                    + "target. Quarantined: revisions are kept out. Breaker (True: open): after too many rollbacks "
                    + "incidents of probes and alerts are suggested only. Healthy: what the probes say. BiasReviewScheduled: the row of "
                    + "the next review stands in Postgres (False: InvalidSchedule, and what to write instead).")
    @Size(max = 8)
    public List<Condition> conditions = new ArrayList<>();
}
