package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.FlagDisable;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The rung below the rollback: the model's flags are switched off. */
public final class FlagRung {

    private static final int FLAG_LIMIT = 32;

    /** The flags that this incident may switch off: all of the model's, or those that the incident names. */
    static List<Flag> flags(IncidentView view) {
        List<String> wanted = view.incident().getSpec().response == null
                ? null
                : view.incident().getSpec().response.flags;
        return view.model() == null
                ? List.of()
                : view.model().getSpec().flags.stream()
                        .filter(f -> wanted == null || wanted.contains(f.name))
                        .toList();
    }

    /** Reasons of a rollback that is undone until a person changes something beside the workload. */
    private static final Set<Reason> FOR_PEOPLE =
            EnumSet.of(Reason.OwnedByController, Reason.WorkloadNotFound, Reason.ProbesBad);

    /** Returns the order for the flags that were not looked at or switched off yet, or null and the end of the ladder. */
    static ClusterAction next(IncidentView view, StatusDraft draft, Reason why) {
        unknown(view, draft);
        List<Flag> flags = flags(view);
        List<Flag> unseen = flags.stream()
                .filter(f -> draft.step(StepName.FLAG + f.name).isEmpty())
                .toList();
        if (!unseen.isEmpty()) {
            return new FlagOrder(unseen, true);
        }
        List<Flag> open = flags.stream()
                .filter(f -> !draft.isOver(StepName.FLAG + f.name))
                .toList();
        if (!open.isEmpty()) {
            List<Flag> now =
                    open.stream().filter(f -> !FlagWatch.isReverted(draft, f)).toList();
            return now.isEmpty() ? null : new FlagOrder(now, false);
        }
        List<Step> steps = draft.steps(StepName.FLAG);
        List<String> on = names(steps, StepState.Failed);
        List<String> off = names(steps, StepState.Done);
        boolean isOff = on.isEmpty() && !off.isEmpty();
        ClusterAction route = isOff ? null : RouteRung.next(view, draft);
        if (route != null) {
            return route;
        }
        boolean switched = !isOff && RouteRung.isSwitched(draft);
        if (why == Reason.RevertedTooOften || why == Reason.RecreatedTooOften) {
            String message = draft.step(StepName.VERIFY).orElseThrow().message
                    + (off.isEmpty() ? "" : "; flags that were turned off: " + String.join(", ", off))
                    + (on.isEmpty() ? "" : "; flags that could not be turned off: " + String.join(", ", on))
                    + RouteRung.words(draft);
            draft.condition(
                    ConditionType.Stabilized,
                    isOff || switched ? Conditions.TRUE : Conditions.FALSE,
                    isOff ? Reason.FlagsDisabled : switched ? Reason.RouteSwitched : why,
                    message);
            draft.condition(ConditionType.Ready, Conditions.FALSE, why, message);
            draft.phase(Phase.NeedsHuman, why, message);
        } else if (isOff) {
            String message = "no revision could be restored (" + why + "); the flags are off" + remedy(draft);
            draft.condition(ConditionType.Stabilized, Conditions.TRUE, Reason.FlagsDisabled, message);
            draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.FlagsDisabled, message);
            draft.phase(Phase.Mitigated, Reason.FlagsDisabled, message);
        } else {
            String message = "no revision could be restored (" + why + ") and "
                    + (steps.isEmpty()
                            ? "the model has no flags"
                            : "these flags could not be turned off: " + String.join(", ", on)
                                    + (off.isEmpty() ? "" : " (turned off: " + String.join(", ", off) + ")"))
                    + RouteRung.words(draft);
            if (switched) {
                message += remedy(draft);
                draft.condition(ConditionType.Stabilized, Conditions.TRUE, Reason.RouteSwitched, message);
                draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.RouteSwitched, message);
                draft.phase(Phase.Mitigated, Reason.RouteSwitched, message);
                return null;
            }
            message += ": a person must act" + remedy(draft);
            boolean fought = steps.stream()
                    .anyMatch(s -> Reason.FlagRevertedTooOften.name().equals(s.reason));
            Reason end = fought ? Reason.FlagRevertedTooOften : Reason.LadderExhausted;
            draft.condition(
                    ConditionType.Stabilized, Conditions.FALSE, steps.isEmpty() ? Reason.NoFlags : end, message);
            draft.condition(ConditionType.Ready, Conditions.FALSE, end, message);
            draft.phase(Phase.NeedsHuman, end, message);
        }
        return null;
    }

    /** Turning flags off repairs nothing, so what a person has to do for the workload stays in sight. */
    private static String remedy(StatusDraft draft) {
        return Stream.of(StepName.ROLLBACK, StepName.VERIFY)
                .flatMap(name -> draft.step(name).stream())
                .filter(s -> FOR_PEOPLE.contains(Reason.of(s.reason)))
                .map(s -> "; " + s.message)
                .findFirst()
                .orElse("");
    }

    /**
     * Returns the order for the flags that go off beside a rollback, null: they are, or cannot be. The workload is patched
     * first: that takes one request, and relieves for sure.
     */
    static ClusterAction always(IncidentView view, StatusDraft draft) {
        List<Flag> flags = flags(view).stream()
                .filter(f -> f.disable == FlagDisable.Always)
                .filter(f -> !draft.isOver(StepName.FLAG + f.name) && !FlagWatch.isReverted(draft, f))
                .toList();
        if (flags.isEmpty() || Hold.of(view, draft).isPresent()) {
            return null;
        }
        List<Flag> unseen = flags.stream()
                .filter(f -> draft.step(StepName.FLAG + f.name).isEmpty())
                .toList();
        return unseen.isEmpty() ? new FlagOrder(flags, false) : new FlagOrder(unseen, true);
    }

    /** This rung was taken: more than the flags was tried that go off beside each rollback. */
    static boolean isTried(IncidentView view, StatusDraft draft) {
        List<String> always = flags(view).stream()
                .filter(f -> f.disable == FlagDisable.Always)
                .map(f -> draft.status.attempt + "/" + StepName.FLAG + f.name)
                .toList();
        return draft.steps(StepName.FLAG).stream().anyMatch(s -> !always.contains(s.id));
    }

    private static List<String> names(List<Step> steps, StepState state) {
        return steps.stream()
                .filter(s -> s.state == state)
                .map(s -> s.id.substring(s.id.indexOf(StepName.FLAG) + StepName.FLAG.length()))
                .toList();
    }

    /** A name in the incident's flags that the model does not have is said, not passed over. */
    private static void unknown(IncidentView view, StatusDraft draft) {
        List<String> wanted = view.incident().getSpec().response == null
                ? null
                : view.incident().getSpec().response.flags;
        for (String name : wanted == null ? List.<String>of() : wanted) {
            if (view.model().getSpec().flags.stream().noneMatch(f -> f.name.equals(name))) {
                draft.step(
                        StepName.FLAG + name,
                        StepType.DisableFlag,
                        StepState.Failed,
                        Reason.FlagNotFound,
                        "the ModelDeployment has no flag " + name + ": add it to spec.flags");
            }
        }
    }

    public static void record(StatusDraft draft, List<FlagOutcome> outcomes) {
        for (FlagOutcome outcome : outcomes) {
            String step = StepName.FLAG + outcome.name();
            // Found off after it was looked at: a crash came between our own write and its result.
            boolean ours = outcome.reason() == Reason.FlagAlreadyOff && draft.is(step, StepState.Running);
            Reason reason = ours ? Reason.FlagOff : outcome.reason();
            boolean first = draft.step(step).isEmpty();
            draft.step(step, StepType.DisableFlag, outcome.state(), reason, outcome.message());
            if (outcome.state() != StepState.Running) {
                draft.log(reason, outcome.message());
            }
            if (outcome.after() != null) {
                keep(draft, outcome, first);
            }
        }
        FlagWatch.offAgain(draft);
        if (outcomes.stream().anyMatch(o -> o.state() == StepState.Done) && draft.status.times.stabilized == null) {
            draft.times().stabilized = draft.now().toString();
        }
    }

    private static void keep(StatusDraft draft, FlagOutcome outcome, boolean first) {
        FlagRecord kept = draft.status.flags.stream()
                .filter(f -> f.name.equals(outcome.name()))
                .findFirst()
                .orElse(null);
        // Off by our own earlier write: what it was before that is what counts.
        boolean offBefore = kept != null
                && outcome.after().equals(outcome.before())
                && outcome.after().equals(kept.after);
        FlagRecord record = new FlagRecord();
        record.name = outcome.name();
        record.before = offBefore ? kept.before : outcome.before();
        record.after = outcome.after();
        record.content = outcome.content();
        if (kept != null && !first) {
            record.reverts = kept.reverts;
            record.revertedAt = kept.revertedAt;
        }
        List<FlagRecord> flags = new ArrayList<>(draft.status.flags);
        flags.remove(kept);
        flags.add(record);
        while (flags.size() > FLAG_LIMIT) {
            flags.remove(0);
        }
        draft.status.flags = flags;
    }

    private FlagRung() {}
}
