package dev.lastgood.act.flag;

import dev.lastgood.api.condition.Reason;

/**
 * What became of the attempt to switch one flag off, or back.
 *
 * @param off whether the flag is off now, or back
 * @param reason {@code FlagOff}, {@code FlagAlreadyOff} or {@code FlagRestored} where it is; otherwise why not
 * @param message for a person: what happened, or what to write instead; never a value
 * @param before the flag's own part of the document before, as in {@link Switched}; null where it was not found
 * @param after the same after; null where it was not found
 * @param content digest of the whole ConfigMap ({@link dev.lastgood.decide.workload.ConfigContent}) as it stands now; null where
 *     it is not known or there is none
 */
public record SwitchOutcome(boolean off, Reason reason, String message, String before, String after, String content) {

    static SwitchOutcome not(Reason reason, String message) {
        return new SwitchOutcome(false, reason, message, null, null, null);
    }
}
