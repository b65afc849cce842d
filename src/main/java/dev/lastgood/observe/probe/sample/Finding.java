package dev.lastgood.observe.probe.sample;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;

/** What one sample found, without name and time. The message gives facts, never a body nor a part of one. */
public record Finding(Outcome outcome, Reason reason, String message) {

    public static Finding good(String message) {
        return new Finding(Outcome.Good, Reason.AsExpected, message);
    }

    public static Finding bad(Reason reason, String message) {
        return new Finding(Outcome.Bad, reason, message);
    }

    public static Finding unknown(Reason reason, String message) {
        return new Finding(Outcome.Unknown, reason, message);
    }

    public boolean isGood() {
        return outcome == Outcome.Good;
    }
}
