package dev.lastgood.api.condition;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** The types of the conditions in the status of both kinds, with what each one says. */
public enum ConditionType {
    Ready(
            "ModelDeployment: the spec can be carried out. AIIncident: nothing is waited for; if False, the reason says what "
                    + "Lastgood waits for or what a person must do.",
            Kind.ModelDeployment,
            Kind.AIIncident),
    RolloutComplete("The declared revision is the one that serves.", Kind.ModelDeployment),
    Healthy("All probes are good. Unknown: there are no probes, or one returns no result.", Kind.ModelDeployment),
    LastGoodKnown("A rollback has a target.", Kind.ModelDeployment),
    RollbackPossible(
            "The rollback that an incident would do now was rehearsed and works. Unknown: it could not be rehearsed.",
            Kind.ModelDeployment),
    Protected(
            "Nothing suspends what `spec.response` asks for: the message says how far Lastgood goes. False: the reason and the message "
                    + "say what suspends it, and who.",
            Kind.ModelDeployment),
    Quarantined("At least one revision is quarantined.", Kind.ModelDeployment),
    Breaker(
            "The breaker is open: after too many rollbacks, incidents of probes and alerts only suggest a plan.",
            Kind.ModelDeployment),
    OwnedBy(
            "A controller that Lastgood does not know owns the workload; the message names it. Lastgood rolls nothing back.",
            Kind.ModelDeployment),
    ImageDrifted(
            "Pods of the serving revision run other bytes than those with which it began, because the tag of an image moved. "
                    + "Absent: no such image was seen.",
            Kind.ModelDeployment),
    SecretChanged(
            "A checksum/* annotation of the pod template changed although nothing that belongs to the serving revision did: a Secret, "
                    + "or something else that the chart renders, changed. Absent: none did since the revision began.",
            Kind.ModelDeployment),
    BiasReviewScheduled("The next bias review has its row in Postgres.", Kind.ModelDeployment),
    EvidenceCaptured("The suspect and what served at detection are recorded.", Kind.AIIncident),
    Stabilized(
            "Users are relieved: a revision was restored, the flags are off, or the route is switched.",
            Kind.AIIncident),
    Verified("The restored revision serves.", Kind.AIIncident),
    RunRecorded("The failed run and the rollback are recorded in Postgres.", Kind.AIIncident),
    Audited("All changes are recorded in the ledger.", Kind.AIIncident),
    Notified("The receivers of notifications were notified.", Kind.AIIncident),
    RegressionPassed(
            "The restored revision passed the regression test. Unknown: the test runs, or gave no result.",
            Kind.AIIncident),
    Retrained("The Job that retrains the model succeeded. Unknown: the Job runs, or gave no result.", Kind.AIIncident),
    RetrospectiveHeld("The retrospective was held.", Kind.AIIncident),
    AlertFiring("The alert that opened the incident is firing.", Kind.AIIncident),
    Updated("Everyone has an update that is recent enough for the severity.", Kind.AIIncident);

    private final String meaning;
    private final List<Kind> kinds;

    ConditionType(String meaning, Kind... kinds) {
        this.meaning = meaning;
        this.kinds = List.of(kinds);
    }

    /** What it says if its status is True. */
    public String meaning() {
        return meaning;
    }

    /** The kinds whose status has it. */
    public List<Kind> kinds() {
        return kinds;
    }

    /** Whether this is the type of a condition. */
    public boolean isOf(Condition condition) {
        return name().equals(condition.getType());
    }

    /** A kind whose status has conditions. Named, not referred to: the kinds use what this package holds. */
    public enum Kind {
        ModelDeployment,
        AIIncident
    }
}
