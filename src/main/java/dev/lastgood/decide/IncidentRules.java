package dev.lastgood.decide;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.FlagCheck;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.action.FlagRestore;
import dev.lastgood.decide.action.RevisionMark;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.action.RouteOrder;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.decide.action.RouteRestore;
import dev.lastgood.decide.action.StuckPodOutcome;
import dev.lastgood.decide.aftermath.Aftermath;
import dev.lastgood.decide.aftermath.Diagnosing;
import dev.lastgood.decide.aftermath.Updates;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.ladder.Attempt;
import dev.lastgood.decide.ladder.FlagRung;
import dev.lastgood.decide.ladder.FlagWatch;
import dev.lastgood.decide.ladder.Ladder;
import dev.lastgood.decide.ladder.Next;
import dev.lastgood.decide.ladder.OlderTarget;
import dev.lastgood.decide.ladder.Rehearsal;
import dev.lastgood.decide.ladder.Restoring;
import dev.lastgood.decide.ladder.RevertWatch;
import dev.lastgood.decide.ladder.RouteRung;
import dev.lastgood.decide.ladder.Stabilization;
import dev.lastgood.decide.ladder.StuckPodWatch;
import dev.lastgood.decide.ledger.Accounting;
import dev.lastgood.decide.ledger.RecordRules;
import dev.lastgood.decide.opening.AlertWatch;
import dev.lastgood.decide.run.RunSteps;
import dev.lastgood.decide.task.Beside;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.lib.Delay;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
        StatusDraft draft = new StatusDraft(incident, incident.getStatus(), clock);
        draft.forgetInvalid();
        OptionalInt another = Attempt.another(view, draft);
        another.ifPresent(attempt -> {
            RecordRules.close(draft, attempt);
            RunSteps.close(draft, attempt);
        });
        Next next = new Ladder(view, draft, another).next();
        ClusterAction action = next.action();
        AlertWatch.advance(incident, draft);
        Duration due = Delay.shortest(Aftermath.advance(view, draft), Updates.advance(incident, draft, zone));
        List<RecordTask> tasks = new ArrayList<>(RecordRules.advance(view, draft));
        Beside runs = new RunSteps(view, draft, links).advance();
        tasks.addAll(runs.tasks());
        Beside accounting = new Accounting(view, draft).advance();
        tasks.addAll(accounting.tasks());
        Diagnosing.advance(view, draft, links);
        boolean moved = incident.getStatus() == null || incident.getStatus().phase != draft.status.phase;
        Duration recheck = action instanceof RevisionMark || moved && hasMoreToSay(incident, draft.status)
                ? Duration.ZERO
                : Stream.of(next.recheck(), due, runs.recheck(), RecordRules.recheck(draft), accounting.recheck())
                        .reduce(null, Delay::shortest);
        return new IncidentDecision(draft.result(), action, tasks, recheck);
    }

    /** Returns the status of an incident whose spec cannot be worked with, see {@link Validity}; it stays where it was. */
    public AIIncidentStatus invalid(AIIncident incident, String problem) {
        StatusDraft draft = new StatusDraft(incident, incident.getStatus(), clock);
        draft.condition(ConditionType.Ready, Conditions.FALSE, Reason.ConfigurationInvalid, problem);
        return draft.result();
    }

    /** What the spec asked for while the ladder was busy is taken up without another event. */
    private static boolean hasMoreToSay(AIIncident incident, AIIncidentStatus status) {
        boolean rests =
                status.phase == Phase.Mitigated || status.phase == Phase.NeedsHuman || status.phase == Phase.Suggested;
        return rests && (incident.getSpec().resolution != null || Attempt.isAsked(incident, status));
    }

    /** Returns the status that holds after a rollback came out as it did. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, Rollback rollback, RollbackOutcome outcome) {
        StatusDraft draft = new StatusDraft(view.incident(), decision.status(), clock);
        if (outcome.kind() == RollbackOutcome.Kind.Changed) {
            return new IncidentDecision(view.incident().getStatus(), null, List.of(), CHANGED);
        }
        boolean first = rollback.marker().revert() == 0;
        if (first && OlderTarget.recordRefusal(draft, rollback, outcome)) {
            return new IncidentDecision(draft.result(), null, records(view, draft), Duration.ZERO);
        }
        if (rollback.isDryRun()) {
            Rehearsal.after(draft, outcome);
        } else if (!first) {
            RevertWatch.after(view, draft, outcome);
        } else if (outcome.kind() == RollbackOutcome.Kind.Refused) {
            String message = outcome.message() + OlderTarget.earlier(draft);
            draft.step(StepName.ROLLBACK, StepType.Rollback, StepState.Failed, outcome.reason(), message);
            draft.log(outcome.reason(), "Rollback refused: " + message);
        } else {
            Stabilization.patched(view, draft, rollback.from(), rollback.to(), Reason.Patched, outcome.message());
        }
        List<RecordTask> tasks = records(view, draft);
        return new IncidentDecision(draft.result(), null, tasks, Duration.ZERO);
    }

    /** Returns the status that holds after stuck pods were deleted, or not. */
    public IncidentDecision after(IncidentView view, IncidentDecision decision, StuckPodOutcome outcome) {
        StatusDraft draft = new StatusDraft(view.incident(), decision.status(), clock);
        if (!outcome.deleted().isEmpty()) {
            StuckPodWatch.deleted(
                    draft,
                    "deleted " + String.join(", ", outcome.deleted())
                            + " of the failed revision, which were not ready: the StatefulSet would have waited for them");
        }
        if (outcome.refused() != null) {
            draft.step(
                    StepName.STUCK_PODS,
                    StepType.DeleteStuckPods,
                    StepState.Failed,
                    Reason.RefusedByAdmission,
                    outcome.refused());
            draft.log(Reason.RefusedByAdmission, outcome.refused());
        }
        boolean changed = outcome.refused() == null && outcome.deleted().isEmpty();
        List<RecordTask> tasks = records(view, draft);
        return new IncidentDecision(draft.result(), null, tasks, changed ? CHANGED : Duration.ZERO);
    }

    /** Returns the status that holds after the flags came out as they did. */
    public IncidentDecision after(IncidentView view, IncidentDecision decision, List<FlagOutcome> outcomes) {
        StatusDraft draft = new StatusDraft(view.incident(), decision.status(), clock);
        if (DryRun.isAsked(view.incident())) {
            Rehearsal.after(draft, outcomes);
        } else {
            FlagRung.record(draft, outcomes);
        }
        List<RecordTask> tasks = records(view, draft);
        return new IncidentDecision(draft.result(), null, tasks, Duration.ZERO);
    }

    /** Returns the status that holds after flags that were switched off were looked at again. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, FlagCheck check, List<FlagOutcome> outcomes) {
        return after(view, decision, draft -> FlagWatch.after(view, draft, outcomes));
    }

    /** Returns the status that holds after a flag was put back, or could not be. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, FlagRestore order, FlagOutcome outcome) {
        return after(view, decision, draft -> Restoring.record(draft, outcome));
    }

    /** Returns the status that holds after the route was looked at or switched. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, RouteOrder order, RouteOutcome outcome) {
        return after(view, decision, draft -> {
            if (order.dryRun()) {
                Rehearsal.after(draft, outcome);
            } else {
                RouteRung.record(view, draft, outcome);
            }
        });
    }

    /** Returns the status that holds after the route was put back, or could not be. */
    public IncidentDecision after(
            IncidentView view, IncidentDecision decision, RouteRestore order, RouteOutcome outcome) {
        return after(view, decision, draft -> Restoring.record(draft, outcome));
    }

    private IncidentDecision after(IncidentView view, IncidentDecision decision, Consumer<StatusDraft> record) {
        StatusDraft draft = new StatusDraft(view.incident(), decision.status(), clock);
        record.accept(draft);
        List<RecordTask> tasks = records(view, draft);
        return new IncidentDecision(draft.result(), null, tasks, Duration.ZERO);
    }

    private List<RecordTask> records(IncidentView view, StatusDraft draft) {
        Updates.advance(view.incident(), draft, zone); // in the same write as the phase
        return RecordRules.advance(view, draft);
    }
}
