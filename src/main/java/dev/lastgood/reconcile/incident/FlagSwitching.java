package dev.lastgood.reconcile.incident;

import dev.lastgood.act.flag.FlagSwitch;
import dev.lastgood.act.flag.SwitchOutcome;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Flag;
import dev.lastgood.decide.action.FlagOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Switches feature flags, and says of each what that means for the incident's step. */
@ApplicationScoped
class FlagSwitching {

    private final FlagSwitch flags;

    FlagSwitching(FlagSwitch flags) {
        this.flags = flags;
    }

    /** Returns what could be switched off; nothing is changed. */
    List<FlagOutcome> look(String namespace, List<Flag> wanted) {
        return wanted.stream()
                .map(flag -> outcome(flag, flags.look(namespace, flag), StepState.Running))
                .toList();
    }

    /** Switches the flags off, in this order. With {@code dryRun} the API server is only asked. */
    List<FlagOutcome> switchOff(String namespace, List<Flag> wanted, boolean dryRun) {
        FlagSwitch by = dryRun ? flags.rehearsing() : flags;
        return wanted.stream()
                .map(flag -> outcome(flag, by.switchOff(namespace, flag), StepState.Done))
                .toList();
    }

    /** Puts the flag back as it was before Lastgood switched it off. */
    FlagOutcome restore(String namespace, Flag flag, FlagRecord kept) {
        SwitchOutcome back = flags.restore(namespace, flag, kept.before, kept.after);
        return of(flag, back.off() ? StepState.Done : StepState.Failed, back);
    }

    /** @param possible the step's state if the flag is still on and can be switched off */
    private static FlagOutcome outcome(Flag flag, SwitchOutcome outcome, StepState possible) {
        if (outcome.off()) {
            return of(flag, StepState.Done, outcome);
        }
        return of(flag, outcome.reason() == Reason.FlagOff ? possible : StepState.Failed, outcome);
    }

    private static FlagOutcome of(Flag flag, StepState state, SwitchOutcome outcome) {
        return new FlagOutcome(
                flag.name,
                state,
                outcome.reason(),
                outcome.message(),
                outcome.before(),
                outcome.after(),
                outcome.content());
    }
}
