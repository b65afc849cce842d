package dev.lastgood.act.flag;

import dev.lastgood.act.kube.KeptPart;

/**
 * A document in which one flag is off.
 *
 * @param document the whole document, everything but the flag as it was
 * @param before the flag's own part of the document before (compact JSON, or the plain value), as {@link KeptPart} keeps it
 * @param after the same after
 * @param changed false if the flag was off already; the document is then the one that was given
 */
public record Switched(String document, String before, String after, boolean changed) {

    static Switched from(String document, String before, String after) {
        return new Switched(document, KeptPart.of(before), KeptPart.of(after), true);
    }

    static Switched wasOff(String document, String flag) {
        return new Switched(document, KeptPart.of(flag), KeptPart.of(flag), false);
    }

    /** The same with another text after. */
    Switched withAfter(String stored) {
        return new Switched(document, before, stored, changed);
    }
}
