package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What an incident does next: a ladder of early returns over what was observed. Pure: the clock is given. At most one
 * change of the cluster is decided at a time; {@link #after} adds what came of it.
 */
public final class IncidentRules {

    /** The informer brings what changed, and with it another pass; this is for the case that it had come before. */
    private static final Duration CHANGED = Duration.ofMillis(100);

    private final Clock clock;
    private final LinkTemplates links;
    private final ZoneId zone;

    public IncidentRules(Clock clock) {
        this(clock, LinkTemplates.NONE, ZoneOffset.UTC);
    }

    /** @param zone in which a business day begins */
    public IncidentRules(Clock clock, LinkTemplates links, ZoneId zone) {
        this.clock = clock;
        this.links = links;
        this.zone = zone;
    }

    /** Returns what is to be done; {@code view} is not changed. */
    public IncidentDecision decide(IncidentView view) {
        AIIncident incident = view.incident();
        Chronicle chronicle = new Chronicle(incident, incident.getStatus(), clock);
        chronicle.forgetInvalid();
        Ladder ladder = new Ladder(view, chronicle);
        ClusterAction action = ladder.next();
        AlertWatch.advance(incident, chronicle);
        Duration due = shortest(Aftermath.advance(view, chronicle), Updates.advance(incident, chronicle, zone));
        List<RecordTask> tasks = new ArrayList<>(RecordRules.advance(view, chronicle));
        RunSteps runs = new RunSteps(view, chronicle, links);
        tasks.addAll(runs.advance());
        Accounting accounting = Accounting.advance(view, chronicle);
        tasks.addAll(accounting.tasks());
        Diagnosing.advance(view, chronicle, links);
        boolean moved = incident.getStatus() == null || incident.getStatus().phase != chronicle.status.phase;
        Duration recheck = action instanceof RevisionMark || moved && hasMoreToSay(incident, chronicle.status)
                ? Duration.ZERO
                : Stream.of(ladder.recheck(), due, runs.recheck(), RecordRules.recheck(chronicle), accounting.recheck())
                        .reduce(null, IncidentRules::shortest);
        return new IncidentDecision(chronicle.status, action, tasks, recheck);
    }

    /** Returns the status of an incident whose spec cannot be worked with, see {@link Validity}; it stays where it was. */
    public AIIncidentStatus invalid(AIIncident incident, String problem) {
        Chronicle chronicle = new Chronicle(incident, incident.getStatus(), clock);
        chronicle.condition(ConditionType.Ready, Conditions.FALSE, Reason.ConfigurationInvalid, problem);
        return chronicle.status;
    }

    /** What the spec asked for while the ladder was busy is taken up without another event. */
    private static boolean hasMoreToSay(AIIncident incident, AIIncidentStatus status) {
        boolean rests =
                status.phase == Phase.Mitigated || status.phase == Phase.NeedsHuman || status.phase == Phase.Suggested;
        return rests && (incident.getSpec().resolution != null || incident.getSpec().attempt > status.attempt);
    }

    /** Returns the status that holds after a rollback came out as it did. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, Rollback rollback, RollbackOutcome outcome) {
        Chronicle chronicle = new Chronicle(view.incident(), decision.status(), clock);
        if (outcome.kind() == RollbackOutcome.Kind.Changed) {
            return new IncidentDecision(view.incident().getStatus(), null, List.of(), CHANGED);
        }
        if (rollback.isDryRun()) {
            Rehearsal.after(chronicle, outcome);
        } else if (rollback.marker().revert() > 0) {
            RevertWatch.after(view, chronicle, outcome);
        } else if (outcome.kind() == RollbackOutcome.Kind.Refused) {
            chronicle.step(Ladder.ROLLBACK, StepType.Rollback, StepState.Failed, outcome.reason(), outcome.message());
            chronicle.log(outcome.reason(), "Rollback refused: " + outcome.message());
        } else {
            Stabilization.patched(view, chronicle, rollback.from(), rollback.to(), Reason.Patched, outcome.message());
        }
        List<RecordTask> tasks = records(view, chronicle);
        return new IncidentDecision(chronicle.status, null, tasks, Duration.ZERO);
    }

    /** Returns the status that holds after stuck pods were deleted, or not. */
    public IncidentDecision after(IncidentView view, IncidentDecision decision, StuckPodOutcome outcome) {
        Chronicle chronicle = new Chronicle(view.incident(), decision.status(), clock);
        if (!outcome.deleted().isEmpty()) {
            StuckPodWatch.deleted(
                    chronicle,
                    "deleted " + String.join(", ", outcome.deleted())
                            + " of the failed revision, which were not ready: the StatefulSet would have waited for them");
        }
        if (outcome.refused() != null) {
            chronicle.step(
                    Ladder.STUCK_PODS,
                    StepType.DeleteStuckPods,
                    StepState.Failed,
                    Reason.RefusedByAdmission,
                    outcome.refused());
            chronicle.log(Reason.RefusedByAdmission, outcome.refused());
        }
        boolean changed = outcome.refused() == null && outcome.deleted().isEmpty();
        List<RecordTask> tasks = records(view, chronicle);
        return new IncidentDecision(chronicle.status, null, tasks, changed ? CHANGED : Duration.ZERO);
    }

    /** Returns the status that holds after the flags came out as they did. */
    public IncidentDecision after(IncidentView view, IncidentDecision decision, List<FlagOutcome> outcomes) {
        Chronicle chronicle = new Chronicle(view.incident(), decision.status(), clock);
        if (Rehearsal.isAsked(view.incident())) {
            Rehearsal.after(chronicle, outcomes);
        } else {
            FlagRung.record(chronicle, outcomes);
        }
        List<RecordTask> tasks = records(view, chronicle);
        return new IncidentDecision(chronicle.status, null, tasks, Duration.ZERO);
    }

    /** Returns the status that holds after flags that were switched off were looked at again. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, FlagCheck check, List<FlagOutcome> outcomes) {
        return after(view, decision, chronicle -> FlagWatch.after(view, chronicle, outcomes));
    }

    /** Returns the status that holds after a flag was put back, or could not be. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, FlagRestore order, FlagOutcome outcome) {
        return after(view, decision, chronicle -> Restoring.record(chronicle, outcome));
    }

    /** Returns the status that holds after the route was looked at or switched. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, RouteOrder order, RouteOutcome outcome) {
        return after(view, decision, chronicle -> {
            if (order.dryRun()) {
                Rehearsal.after(chronicle, outcome);
            } else {
                RouteRung.record(view, chronicle, outcome);
            }
        });
    }

    /** Returns the status that holds after the route was put back, or could not be. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, RouteRestore order, RouteOutcome outcome) {
        return after(view, decision, chronicle -> Restoring.record(chronicle, outcome));
    }

    private IncidentDecision after(IncidentView view, IncidentDecision decision, Consumer<Chronicle> record) {
        Chronicle chronicle = new Chronicle(view.incident(), decision.status(), clock);
        record.accept(chronicle);
        List<RecordTask> tasks = records(view, chronicle);
        return new IncidentDecision(chronicle.status, null, tasks, Duration.ZERO);
    }

    private List<RecordTask> records(IncidentView view, Chronicle chronicle) {
        Updates.advance(view.incident(), chronicle, zone); // in the same write as the phase
        return RecordRules.advance(view, chronicle);
    }

    /** Returns the shorter one; null is never. */
    public static Duration shortest(Duration a, Duration b) {
        return a == null ? b : b == null ? a : a.compareTo(b) <= 0 ? a : b;
    }
}
