package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What an incident does next: a ladder of early returns over what was observed. Pure: the clock is given. At most one
 * change of the cluster is decided at a time; {@link #after} adds what came of it.
 */
public final class IncidentRules {

    private final Clock clock;

    public IncidentRules(Clock clock) {
        this.clock = clock;
    }

    /** Returns what is to be done; {@code view} is not changed. */
    public IncidentDecision decide(IncidentView view) {
        AIIncident incident = view.incident();
        Chronicle chronicle = new Chronicle(incident, incident.getStatus(), clock);
        Ladder ladder = new Ladder(view, chronicle);
        ClusterAction action = ladder.next();
        List<RecordTask> tasks = RecordRules.advance(view, chronicle);
        return new IncidentDecision(
                chronicle.status, action, tasks, shortest(ladder.recheck(), RecordRules.recheck(chronicle)));
    }

    /** Returns the status that holds after a rollback came out as it did. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, Rollback rollback, RollbackOutcome outcome) {
        Chronicle chronicle = new Chronicle(view.incident(), decision.status(), clock);
        if (outcome.kind() == RollbackOutcome.Kind.Changed) {
            return new IncidentDecision(view.incident().getStatus(), null, List.of(), Duration.ZERO);
        }
        if (outcome.kind() == RollbackOutcome.Kind.Refused) {
            chronicle.step(Ladder.ROLLBACK, StepType.Rollback, StepState.Failed, outcome.reason(), outcome.message());
            chronicle.log(outcome.reason(), "Rollback refused: " + outcome.message());
        } else {
            Ladder.patched(chronicle, rollback.from(), rollback.to(), Reason.Patched, outcome.message());
        }
        List<RecordTask> tasks = RecordRules.advance(view, chronicle);
        return new IncidentDecision(chronicle.status, null, tasks, Duration.ZERO);
    }

    /** Returns the status that holds after the flags came out as they did. */
    public IncidentDecision after(IncidentView view, IncidentDecision decision, List<FlagOutcome> outcomes) {
        Chronicle chronicle = new Chronicle(view.incident(), decision.status(), clock);
        FlagRung.record(chronicle, outcomes);
        List<RecordTask> tasks = RecordRules.advance(view, chronicle);
        return new IncidentDecision(chronicle.status, null, tasks, Duration.ZERO);
    }

    static Duration shortest(Duration a, Duration b) {
        return a == null ? b : b == null ? a : a.compareTo(b) <= 0 ? a : b;
    }
}
