package dev.lastgood.simulator.operator;

import dev.lastgood.lib.Json;

/** Compares statuses as StatusWriter does: what is not written costs nothing. */
final class StatusText {

    static boolean isSame(Object before, Object after) {
        return after == null || before != null && Json.tree(after).equals(Json.tree(before));
    }

    private StatusText() {}
}
