package dev.lastgood.act;

import dev.lastgood.decide.Reason;

/**
 * What became of the attempt to switch one flag off.
 *
 * @param off whether the flag is off now
 * @param reason {@code FlagOff} or {@code FlagAlreadyOff} where it is; otherwise why not
 * @param message for a person: what happened, or what to write instead; never a value
 * @param before the flag's own part of the document before, as in {@link Switched}; null where it was not found
 * @param after the same after; null where it was not found
 */
public record SwitchOutcome(boolean off, Reason reason, String message, String before, String after) {

    static SwitchOutcome off(Reason reason, String message, Switched switched) {
        return new SwitchOutcome(true, reason, message, switched.before(), switched.after());
    }

    static SwitchOutcome not(Reason reason, String message) {
        return new SwitchOutcome(false, reason, message, null, null);
    }
}
