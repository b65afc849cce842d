package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.lib.Delay;
import java.time.Duration;

/**
 * What a rule says comes next.
 *
 * @param action the change of the cluster that is due, null: none
 * @param recheck when to look again though nothing happens, null: never
 * @param isDecided false: the rule leaves the decision to those after it
 */
public record Next(ClusterAction action, Duration recheck, boolean isDecided) {

    /** The change that is due; {@code null} ends the pass without one. */
    static Next act(ClusterAction action) {
        return new Next(action, null, true);
    }

    /** Nothing is done in this pass. */
    static Next nothing() {
        return new Next(null, null, true);
    }

    /** Nothing is done before then, unless something happens; null: until something happens. */
    static Next in(Duration recheck) {
        return new Next(null, recheck, true);
    }

    /** Nothing is done in this pass, and Ready says what is waited for. */
    static Next waiting(StatusDraft draft, Reason reason, String message) {
        draft.condition(ConditionType.Ready, Conditions.FALSE, reason, message);
        return nothing();
    }

    /** The rule does not apply. */
    static Next pass() {
        return new Next(null, null, false);
    }

    /** The rule does not apply before then; null: until something happens. */
    static Next passUntil(Duration recheck) {
        return new Next(null, recheck, false);
    }

    /** Looks again by then at the latest; null changes nothing. */
    Next by(Duration latest) {
        return new Next(action, Delay.shortest(recheck, latest), isDecided);
    }
}
