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
import dev.lastgood.decide.action.FlagCheck;
import dev.lastgood.decide.action.FlagOrder;
import dev.lastgood.decide.action.FlagOutcome;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.Delay;
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
public final class FlagWatch {

    private static final int LIMIT = 3;
    private static final BackOff WAIT = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final IncidentView view;
    private final StatusDraft draft;

    FlagWatch(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Returns the order to look at flags, or to switch them off again; passes if none is due now. */
    Next next() {
        if (view.model() == null || draft.steps(StepName.FLAG).isEmpty() || DryRun.isAsked(view.incident())) {
            return Next.pass();
        }
        List<Flag> changed =
                FlagRung.flags(view).stream().filter(this::hasChanged).toList();
        if (!changed.isEmpty()) {
            return Next.act(new FlagCheck(changed));
        }
        if (Hold.of(view, draft).isPresent()) {
            return Next.pass();
        }
        Duration recheck = null;
        List<Flag> due = new ArrayList<>();
        for (Flag flag : FlagRung.flags(view)) {
            if (isReverted(draft, flag)) {
                Duration left = Duration.between(
                        draft.now(), due(record(draft, flag.name).orElseThrow()));
                if (left.compareTo(Duration.ZERO) > 0) {
                    recheck = Delay.shortest(recheck, left);
                } else {
                    due.add(flag);
                }
            }
        }
        return due.isEmpty()
                ? Next.passUntil(recheck)
                : Next.act(new FlagOrder(due, false)).by(recheck);
    }

    /** It is on again, and its time to be switched off again has not come. */
    static boolean isReverted(StatusDraft draft, Flag flag) {
        return draft.step(StepName.FLAG + flag.name)
                .filter(s -> s.state == StepState.Running
                        && Reason.FlagReverted.name().equals(s.reason))
                .isPresent();
    }

    private boolean hasChanged(Flag flag) {
        // Also one that was off before, by an earlier attempt or by people: users are relieved as long as it is off.
        Optional<Step> off = draft.step(StepName.FLAG + flag.name).filter(s -> s.state == StepState.Done);
        String now = view.flagContents().get(flag.name);
        return off.isPresent()
                && now != null
                && record(draft, flag.name)
                        .filter(r -> r.content != null && !r.content.equals(now))
                        .isPresent();
    }

    public static void after(IncidentView view, StatusDraft draft, List<FlagOutcome> outcomes) {
        for (FlagOutcome outcome : outcomes) {
            switch (outcome.state()) {
                // Something else in that ConfigMap was changed.
                case Done -> draft.flag(outcome.name()).ifPresent(r -> r.content = outcome.content());
                case Running ->
                    reverted(view, draft, outcome.name(), "somebody switched flag " + outcome.name() + " on again");
                // It may be about to be replaced; the next try says what holds.
                default -> reverted(view, draft, outcome.name(), outcome.message());
            }
        }
    }

    private static void reverted(IncidentView view, StatusDraft draft, String flag, String seen) {
        FlagRecord record = draft.flag(flag).orElseThrow();
        record.reverts = record.reverts == null ? 1 : record.reverts + 1;
        record.revertedAt = draft.now().toString();
        String what = seen + ", " + record.reverts + ". time";
        if (record.reverts >= limit(view)) {
            String message = what + ": stop what applies it, and ask with a larger attempt";
            draft.step(
                    StepName.FLAG + flag, StepType.DisableFlag, StepState.Failed, Reason.FlagRevertedTooOften, message);
            notRelieved(draft, Reason.FlagRevertedTooOften, message);
            return;
        }
        String message = what + "; "
                + Hold.of(view, draft).map(Hold::message).orElseGet(() -> "it is switched off again at " + due(record));
        draft.restart(StepName.FLAG + flag, StepType.DisableFlag, Reason.FlagReverted, message);
        notRelieved(draft, Reason.FlagReverted, message);
    }

    /** Where the flags are what users are relieved by, they are not now; beside a restored revision it is only said. */
    private static void notRelieved(StatusDraft draft, Reason reason, String message) {
        if (Reason.FlagsDisabled.name().equals(draft.reasonOf(ConditionType.Stabilized))) {
            draft.condition(ConditionType.Stabilized, Conditions.FALSE, reason, message);
            if (draft.status.phase == Phase.Mitigated) {
                draft.condition(ConditionType.Ready, Conditions.TRUE, reason, message);
                draft.phase(Phase.Stabilizing, reason, message);
                return;
            }
        }
        draft.log(reason, message);
    }

    /** A person is waited for already, so the ladder does not say it again. */
    static void offAgain(StatusDraft draft) {
        boolean said = Reason.FlagReverted.name().equals(draft.reasonOf(ConditionType.Stabilized));
        List<Step> flags = draft.steps(StepName.FLAG);
        if (said && draft.status.phase == Phase.NeedsHuman && flags.stream().allMatch(s -> s.state == StepState.Done)) {
            draft.condition(
                    ConditionType.Stabilized,
                    Conditions.TRUE,
                    Reason.FlagsDisabled,
                    "the flags are off again, after someone had turned them on");
        }
    }

    private static int limit(IncidentView view) {
        boolean said = view.model().getSpec().response != null && view.model().getSpec().response.breaker != null;
        return said ? Math.max(1, view.model().getSpec().response.breaker.rollbacks) : LIMIT;
    }

    /** 1 s, 2 s, 4 s .. after it was seen. */
    private static Instant due(FlagRecord record) {
        return Instant.parse(record.revertedAt).plus(WAIT.after(record.reverts));
    }

    private static Optional<FlagRecord> record(StatusDraft draft, String flag) {
        return draft.status.flags.stream().filter(r -> r.name.equals(flag)).findFirst();
    }
}
