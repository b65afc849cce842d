package dev.lastgood.decide;

import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Flag;
import dev.lastgood.api.FlagDisable;
import dev.lastgood.api.FlagRecord;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.util.ArrayList;
import java.util.List;

/** The rung below the rollback: the model's flags are switched off. */
final class FlagRung {

    static final String STEP = "flag/";
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

    /** Returns the order for the flags that were not looked at or switched off yet, or null and the end of the ladder. */
    static ClusterAction next(IncidentView view, Chronicle chronicle, Reason why) {
        unknown(view, chronicle);
        List<Flag> flags = flags(view);
        List<Flag> unseen = flags.stream()
                .filter(f -> chronicle.step(STEP + f.name).isEmpty())
                .toList();
        if (!unseen.isEmpty()) {
            return new FlagOrder(unseen, true);
        }
        List<Flag> open =
                flags.stream().filter(f -> !chronicle.isOver(STEP + f.name)).toList();
        if (!open.isEmpty()) {
            List<Flag> now = open.stream()
                    .filter(f -> !FlagWatch.isReverted(chronicle, f))
                    .toList();
            return now.isEmpty() ? null : new FlagOrder(now, false);
        }
        List<Step> steps = chronicle.steps(STEP);
        List<String> on = names(steps, StepState.Failed);
        List<String> off = names(steps, StepState.Done);
        boolean isOff = on.isEmpty() && !off.isEmpty();
        ClusterAction route = isOff ? null : RouteRung.next(view, chronicle);
        if (route != null) {
            return route;
        }
        boolean switched = !isOff && RouteRung.isSwitched(chronicle);
        if (why == Reason.RevertedTooOften) {
            String message = chronicle.step(Ladder.VERIFY).orElseThrow().message
                    + (isOff ? "; the flags are off" : off.isEmpty() ? "" : "; off: " + String.join(", ", off))
                    + (on.isEmpty() ? "" : "; these flags are not off: " + String.join(", ", on))
                    + RouteRung.words(chronicle);
            chronicle.condition(
                    ConditionType.Stabilized,
                    isOff || switched ? Conditions.TRUE : Conditions.FALSE,
                    isOff ? Reason.FlagsDisabled : switched ? Reason.RouteSwitched : why,
                    message);
            chronicle.condition(ConditionType.Ready, Conditions.FALSE, why, message);
            chronicle.phase(Phase.NeedsHuman, why, message);
        } else if (isOff) {
            String message = "no revision could be restored (" + why + "); the flags are off";
            chronicle.condition(ConditionType.Stabilized, Conditions.TRUE, Reason.FlagsDisabled, message);
            chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.FlagsDisabled, message);
            chronicle.phase(Phase.Mitigated, Reason.FlagsDisabled, message);
        } else {
            String message = "no revision could be restored (" + why + ") and "
                    + (steps.isEmpty()
                            ? "the model has no flags"
                            : "these flags are not off: " + String.join(", ", on)
                                    + (off.isEmpty() ? "" : " (off: " + String.join(", ", off) + ")"))
                    + RouteRung.words(chronicle);
            if (switched) {
                chronicle.condition(ConditionType.Stabilized, Conditions.TRUE, Reason.RouteSwitched, message);
                chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.RouteSwitched, message);
                chronicle.phase(Phase.Mitigated, Reason.RouteSwitched, message);
                return null;
            }
            message += ": a person must act";
            boolean fought = steps.stream()
                    .anyMatch(s -> Reason.FlagRevertedTooOften.name().equals(s.reason));
            Reason end = fought ? Reason.FlagRevertedTooOften : Reason.LadderExhausted;
            chronicle.condition(
                    ConditionType.Stabilized, Conditions.FALSE, steps.isEmpty() ? Reason.NoFlags : end, message);
            chronicle.condition(ConditionType.Ready, Conditions.FALSE, end, message);
            chronicle.phase(Phase.NeedsHuman, end, message);
        }
        return null;
    }

    /**
     * Returns the order for the flags that go off beside a rollback, null: they are, or cannot be. The workload is patched
     * first: that takes one request, and relieves for sure.
     */
    static ClusterAction always(IncidentView view, Chronicle chronicle) {
        List<Flag> flags = flags(view).stream()
                .filter(f -> f.disable == FlagDisable.Always)
                .filter(f -> !chronicle.isOver(STEP + f.name) && !FlagWatch.isReverted(chronicle, f))
                .toList();
        if (flags.isEmpty() || Hold.of(view, chronicle).isPresent()) {
            return null;
        }
        List<Flag> unseen = flags.stream()
                .filter(f -> chronicle.step(STEP + f.name).isEmpty())
                .toList();
        return unseen.isEmpty() ? new FlagOrder(flags, false) : new FlagOrder(unseen, true);
    }

    /** This rung was taken: more than the flags was tried that go off beside each rollback. */
    static boolean isTried(IncidentView view, Chronicle chronicle) {
        List<String> always = flags(view).stream()
                .filter(f -> f.disable == FlagDisable.Always)
                .map(f -> chronicle.status.attempt + "/" + STEP + f.name)
                .toList();
        return chronicle.steps(STEP).stream().anyMatch(s -> !always.contains(s.id));
    }

    private static List<String> names(List<Step> steps, StepState state) {
        return steps.stream()
                .filter(s -> s.state == state)
                .map(s -> s.id.substring(s.id.indexOf(STEP) + STEP.length()))
                .toList();
    }

    /** A name in the incident's flags that the model does not have is said, not passed over. */
    private static void unknown(IncidentView view, Chronicle chronicle) {
        List<String> wanted = view.incident().getSpec().response == null
                ? null
                : view.incident().getSpec().response.flags;
        for (String name : wanted == null ? List.<String>of() : wanted) {
            if (view.model().getSpec().flags.stream().noneMatch(f -> f.name.equals(name))) {
                chronicle.step(
                        STEP + name,
                        StepType.DisableFlag,
                        StepState.Failed,
                        Reason.FlagNotFound,
                        "the ModelDeployment has no flag " + name + ": add it to spec.flags");
            }
        }
    }

    static void record(Chronicle chronicle, List<FlagOutcome> outcomes) {
        for (FlagOutcome outcome : outcomes) {
            String step = STEP + outcome.name();
            // Found off after it was looked at: a crash came between our own write and its result.
            boolean ours = outcome.reason() == Reason.FlagAlreadyOff && chronicle.is(step, StepState.Running);
            Reason reason = ours ? Reason.FlagOff : outcome.reason();
            boolean first = chronicle.step(step).isEmpty();
            chronicle.step(step, StepType.DisableFlag, outcome.state(), reason, outcome.message());
            if (outcome.state() != StepState.Running) {
                chronicle.log(reason, outcome.message());
            }
            if (outcome.after() != null) {
                keep(chronicle, outcome, first);
            }
        }
        if (outcomes.stream().anyMatch(o -> o.state() == StepState.Done) && chronicle.status.times.stabilized == null) {
            chronicle.status.times.stabilized = chronicle.now().toString();
        }
    }

    private static void keep(Chronicle chronicle, FlagOutcome outcome, boolean first) {
        FlagRecord kept = chronicle.status.flags.stream()
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
        List<FlagRecord> flags = new ArrayList<>(chronicle.status.flags);
        flags.remove(kept);
        flags.add(record);
        while (flags.size() > FLAG_LIMIT) {
            flags.remove(0);
        }
        chronicle.status.flags = flags;
    }

    private FlagRung() {}
}
