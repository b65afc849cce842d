package dev.lastgood.decide;

import dev.lastgood.api.Flag;
import dev.lastgood.api.FlagRecord;
import dev.lastgood.api.Phase;
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
    static FlagOrder next(IncidentView view, Chronicle chronicle, Reason why) {
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
            return new FlagOrder(open, false);
        }
        List<Step> steps = chronicle.steps(STEP);
        List<String> on = names(steps, StepState.Failed);
        List<String> off = names(steps, StepState.Done);
        boolean isOff = on.isEmpty() && !off.isEmpty();
        if (why == Reason.RevertedTooOften) {
            String message = chronicle.step(Ladder.VERIFY).orElseThrow().message
                    + (isOff ? "; the flags are off" : off.isEmpty() ? "" : "; off: " + String.join(", ", off))
                    + (on.isEmpty() ? "" : "; these flags are not off: " + String.join(", ", on));
            chronicle.condition(
                    "Stabilized",
                    isOff ? Conditions.TRUE : Conditions.FALSE,
                    isOff ? Reason.FlagsDisabled : why,
                    message);
            chronicle.condition("Ready", Conditions.FALSE, why, message);
            chronicle.phase(Phase.NeedsHuman, why, message);
        } else if (isOff) {
            String message = "no revision could be restored (" + why + "); the flags are off";
            chronicle.condition("Stabilized", Conditions.TRUE, Reason.FlagsDisabled, message);
            chronicle.condition("Ready", Conditions.TRUE, Reason.FlagsDisabled, message);
            chronicle.phase(Phase.Mitigated, Reason.FlagsDisabled, message);
        } else {
            String message = "no revision could be restored (" + why + ") and "
                    + (steps.isEmpty()
                            ? "the model has no flags"
                            : "these flags are not off: " + String.join(", ", on)
                                    + (off.isEmpty() ? "" : " (off: " + String.join(", ", off) + ")"))
                    + ": a person must act";
            Reason reason = steps.isEmpty() ? Reason.NoFlags : Reason.LadderExhausted;
            chronicle.condition("Stabilized", Conditions.FALSE, reason, message);
            chronicle.condition("Ready", Conditions.FALSE, Reason.LadderExhausted, message);
            chronicle.phase(Phase.NeedsHuman, Reason.LadderExhausted, message);
        }
        return null;
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
            chronicle.step(step, StepType.DisableFlag, outcome.state(), reason, outcome.message());
            if (outcome.state() != StepState.Running) {
                chronicle.log(reason, outcome.message());
            }
            if (outcome.after() != null) {
                FlagRecord record = new FlagRecord();
                record.name = outcome.name();
                record.before = outcome.before();
                record.after = outcome.after();
                List<FlagRecord> flags = new ArrayList<>(chronicle.status.flags);
                flags.removeIf(f -> f.name.equals(outcome.name()));
                flags.add(record);
                while (flags.size() > FLAG_LIMIT) {
                    flags.remove(0);
                }
                chronicle.status.flags = flags;
            }
        }
        if (outcomes.stream().anyMatch(o -> o.state() == StepState.Done) && chronicle.status.times.stabilized == null) {
            chronicle.status.times.stabilized = chronicle.now().toString();
        }
    }

    private FlagRung() {}
}
