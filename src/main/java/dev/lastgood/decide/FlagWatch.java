package dev.lastgood.decide;

import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Flag;
import dev.lastgood.api.FlagRecord;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody switches a flag on again while the incident lasts: a controller that heals towards Git, a pipeline. It is
 * switched off again, each time after a longer wait, until there were too many. A flag is looked at only where the digest
 * of its ConfigMap is not the one with which it was last seen off.
 */
final class FlagWatch {

    private static final int LIMIT = 3;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final IncidentView view;
    private final Chronicle chronicle;
    private Duration recheck;

    FlagWatch(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.chronicle = chronicle;
    }

    /** When to look again though nothing happens, null: never. */
    Duration recheck() {
        return recheck;
    }

    /** Returns the order to look at flags, or to switch them off again; null: not now. */
    ClusterAction next() {
        if (view.model() == null
                || chronicle.steps(FlagRung.STEP).isEmpty()
                || Rehearsal.isAsked(view.incident())
                || Hold.of(view, chronicle).isPresent()) {
            return null;
        }
        List<Flag> changed =
                FlagRung.flags(view).stream().filter(this::hasChanged).toList();
        if (!changed.isEmpty()) {
            return new FlagCheck(changed);
        }
        List<Flag> due = new ArrayList<>();
        for (Flag flag : FlagRung.flags(view)) {
            if (isReverted(chronicle, flag)) {
                Duration left = Duration.between(
                        chronicle.now(), due(record(chronicle, flag.name).orElseThrow()));
                if (left.compareTo(Duration.ZERO) > 0) {
                    recheck = IncidentRules.shortest(recheck, left);
                } else {
                    due.add(flag);
                }
            }
        }
        return due.isEmpty() ? null : new FlagOrder(due, false);
    }

    /** It is on again, and its time to be switched off again has not come. */
    static boolean isReverted(Chronicle chronicle, Flag flag) {
        return chronicle
                .step(FlagRung.STEP + flag.name)
                .filter(s -> s.state == StepState.Running
                        && Reason.FlagReverted.name().equals(s.reason))
                .isPresent();
    }

    private boolean hasChanged(Flag flag) {
        Optional<Step> ours = chronicle
                .step(FlagRung.STEP + flag.name)
                .filter(s -> s.state == StepState.Done && Reason.FlagOff.name().equals(s.reason));
        String now = view.flagContents().get(flag.name);
        return ours.isPresent()
                && now != null
                && record(chronicle, flag.name)
                        .filter(r -> r.content != null && !r.content.equals(now))
                        .isPresent();
    }

    static void after(IncidentView view, Chronicle chronicle, List<FlagOutcome> outcomes) {
        for (FlagOutcome outcome : outcomes) {
            switch (outcome.state()) {
                // Something else in that ConfigMap was changed.
                case Done -> record(chronicle, outcome.name()).ifPresent(r -> r.content = outcome.content());
                case Running ->
                    reverted(view, chronicle, outcome.name(), "somebody switched flag " + outcome.name() + " on again");
                // It may be about to be replaced; the next try says what holds.
                default -> reverted(view, chronicle, outcome.name(), outcome.message());
            }
        }
    }

    private static void reverted(IncidentView view, Chronicle chronicle, String flag, String seen) {
        FlagRecord record = record(chronicle, flag).orElseThrow();
        record.reverts = record.reverts == null ? 1 : record.reverts + 1;
        record.revertedAt = chronicle.now().toString();
        String what = seen + ", " + record.reverts + ". time";
        if (record.reverts >= limit(view)) {
            String message = what + ": stop what applies it, and ask with a larger attempt";
            chronicle.step(
                    FlagRung.STEP + flag, StepType.DisableFlag, StepState.Failed, Reason.FlagRevertedTooOften, message);
            notRelieved(chronicle, Reason.FlagRevertedTooOften, message);
            return;
        }
        String message = what + "; it is switched off again at " + due(record);
        chronicle.restart(FlagRung.STEP + flag, StepType.DisableFlag, Reason.FlagReverted, message);
        notRelieved(chronicle, Reason.FlagReverted, message);
    }

    /** Where the flags are what users are relieved by, they are not now; beside a restored revision it is only said. */
    private static void notRelieved(Chronicle chronicle, Reason reason, String message) {
        if (Reason.FlagsDisabled.name().equals(chronicle.reasonOf(ConditionType.Stabilized))) {
            chronicle.condition(ConditionType.Stabilized, Conditions.FALSE, reason, message);
            if (chronicle.status.phase == Phase.Mitigated) {
                chronicle.phase(Phase.Stabilizing, reason, message);
                return;
            }
        }
        chronicle.log(reason, message);
    }

    private static int limit(IncidentView view) {
        boolean said = view.model().getSpec().response != null && view.model().getSpec().response.breaker != null;
        return said ? Math.max(1, view.model().getSpec().response.breaker.rollbacks) : LIMIT;
    }

    /** 1 s, 2 s, 4 s .. after it was seen. */
    private static Instant due(FlagRecord record) {
        long seconds = 1L << Math.min(record.reverts - 1, 6);
        return Instant.parse(record.revertedAt).plus(Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT.toSeconds())));
    }

    private static Optional<FlagRecord> record(Chronicle chronicle, String flag) {
        return chronicle.status.flags.stream().filter(r -> r.name.equals(flag)).findFirst();
    }
}
