package dev.lastgood.api.condition;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/** The types of the conditions in the status of both kinds, with what each one says. */
public enum ConditionType {
    Ready(
            "ModelDeployment: the spec can be carried out. AIIncident: nothing is waited for; if False, the reason says what "
                    + "Lastgood waits for or what a person must do.",
            ModelDeployment.class,
            AIIncident.class),
    RolloutComplete("The declared revision is the one that serves.", ModelDeployment.class),
    Healthy("All probes are good. Unknown: there are no probes, or one returns no result.", ModelDeployment.class),
    LastGoodKnown("A rollback has a target.", ModelDeployment.class),
    Quarantined("At least one revision is quarantined.", ModelDeployment.class),
    Breaker(
            "The breaker is open: after too many rollbacks, incidents of probes and alerts only suggest a plan.",
            ModelDeployment.class),
    BiasReviewScheduled("The next bias review has its row in Postgres.", ModelDeployment.class),
    EvidenceCaptured("The suspect and what served at detection are recorded.", AIIncident.class),
    Stabilized(
            "Users are relieved: a revision was restored, the flags are off, or the route is switched.",
            AIIncident.class),
    Verified("The restored revision serves.", AIIncident.class),
    RunRecorded("The failed run and the rollback are recorded in Postgres.", AIIncident.class),
    Audited("All changes are recorded in the ledger.", AIIncident.class),
    Notified("The receivers of notifications were notified.", AIIncident.class),
    RegressionPassed(
            "The restored revision passed the regression test. Unknown: the test runs, or gave no result.",
            AIIncident.class),
    Retrained("The Job that retrains the model succeeded. Unknown: the Job runs, or gave no result.", AIIncident.class),
    RetrospectiveHeld("The retrospective was held.", AIIncident.class),
    AlertFiring("The alert that opened the incident is firing.", AIIncident.class),
    Updated("Everyone has an update that is recent enough for the severity.", AIIncident.class);

    private final String meaning;
    private final List<Class<? extends CustomResource<?, ?>>> kinds;

    @SafeVarargs
    ConditionType(String meaning, Class<? extends CustomResource<?, ?>>... kinds) {
        this.meaning = meaning;
        this.kinds = List.of(kinds);
    }

    /** What it says if its status is True. */
    public String meaning() {
        return meaning;
    }

    /** The kinds whose status has it. */
    public List<Class<? extends CustomResource<?, ?>>> kinds() {
        return kinds;
    }

    /** Whether this is the type of a condition. */
    public boolean isOf(Condition condition) {
        return name().equals(condition.getType());
    }
}
