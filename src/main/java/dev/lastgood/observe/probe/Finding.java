package dev.lastgood.observe.probe;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;

/** What one sample found, without name and time. The message gives facts, never a body nor a part of one. */
record Finding(Outcome outcome, Reason reason, String message) {

    static Finding good(String message) {
        return new Finding(Outcome.Good, Reason.AsExpected, message);
    }

    static Finding bad(Reason reason, String message) {
        return new Finding(Outcome.Bad, reason, message);
    }

    static Finding unknown(Reason reason, String message) {
        return new Finding(Outcome.Unknown, reason, message);
    }

    boolean isGood() {
        return outcome == Outcome.Good;
    }
}
