package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.GivenResolution;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.probe.Settle;
import dev.lastgood.decide.revision.Serving;
import java.time.Duration;
import java.time.Instant;

/**
 * The suspect is bad again after its incident had come to rest: it was good in between, or people let it in again; or what people
 * deployed in its place is bad in the same way. What rests does not see that, so another attempt begins, with a new plan and
 * with consent asked again.
 */
final class Relapse {

    private final IncidentView view;
    private final StatusDraft draft;

    Relapse(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    boolean isNow() {
        return isBad() && left().isZero();
    }

    /** How long until the next attempt begins though nothing happens; null: none does. */
    Duration recheck() {
        return isBad() && !left().isZero() ? left() : null;
    }

    private boolean isBad() {
        if (view.model() == null || view.gateway() == null || !rests() || isPlayed() || isEnding()) {
            return false;
        }
        Recovery recovery = new Recovery(view, draft);
        return isSuspectBack() && recovery.isBadSince(began()) || isTakenOver() && recovery.isBad();
    }

    /** One that is quarantined is kept out, and is restored again if it comes back, unless what was restored was given up. */
    private boolean isSuspectBack() {
        return view.gateway()
                .revision(draft.status.suspect)
                .filter(s -> !s.isQuarantined() || draft.is(StepName.VERIFY, StepState.Failed))
                .filter(view.gateway()::declares)
                .isPresent();
    }

    /**
     * Another revision serves, and is bad in the same way: people deployed it, or what was restored was given up. The next rung follows
     * where what was restored still serves; and where flags relieve users, nothing has to.
     */
    private boolean isTakenOver() {
        boolean byPeople = isBecause(StepName.ROLLBACK, Reason.SuspectNotServing)
                || isBecause(StepName.VERIFY, Reason.ChangedMeanwhile);
        boolean givenUp = draft.is(StepName.VERIFY, StepState.Failed) && !isRelieved();
        return (byPeople || givenUp)
                && draft.status.phase == Phase.Mitigated
                && Serving.now(view.gateway().revisions())
                        .filter(now -> !now.name().equals(draft.status.suspect))
                        .isPresent();
    }

    private boolean isRelieved() {
        return Conditions.TRUE.equals(draft.valueOf(ConditionType.Stabilized));
    }

    private boolean isBecause(String step, Reason reason) {
        return draft.step(step).filter(s -> reason.name().equals(s.reason)).isPresent();
    }

    /** A plan that is awaited is asked for already. */
    private boolean rests() {
        return draft.status.phase == Phase.Mitigated
                || draft.status.phase == Phase.NeedsHuman && !Consent.isAwaited(draft);
    }

    private boolean isPlayed() {
        return view.incident().getSpec().drill || DryRun.isAsked(view.incident());
    }

    private boolean isEnding() {
        return view.incident().getSpec().resolution != null
                && !GivenResolution.is(view.incident(), Resolution.Kind.Fixed);
    }

    /** Where people were called, they are not called again for each time that a flapping probe changes its mind. */
    private Duration left() {
        if (draft.status.phase == Phase.Mitigated) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(draft.now(), began().plus(Settle.of(view.model())));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Instant began() {
        String attempt = draft.status.times.attempt;
        return Instant.parse(attempt == null ? draft.status.times.detected : attempt);
    }
}
