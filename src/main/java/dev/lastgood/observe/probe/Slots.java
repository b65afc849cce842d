package dev.lastgood.observe.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Limits how many probes ask at the same time. One target takes at most an eighth of the slots, and all probes that were slow
 * the last time (or had no response yet) half of them together, so that targets that hang cannot delay those that respond.
 * A probe that finds no free slot waits, in order. Only on the loop.
 */
final class Slots {

    private final int all;
    private final int forSlow;
    private final int forOneTarget;
    private final Map<String, AtTarget> targets = new HashMap<>();
    private final Deque<Turn> quick = new ArrayDeque<>();
    private final Deque<Turn> slow = new ArrayDeque<>();
    private int taken;
    private int takenBySlow;
    private boolean serving;

    Slots(int all) {
        this.all = Math.max(2, all);
        this.forSlow = this.all / 2;
        this.forOneTarget = Math.max(1, this.all / 8);
    }

    /** One who takes a slot, at once or later, and gives it back. */
    final class Turn {
        private final String target;
        private final boolean isSlow;
        private final Consumer<Turn> start;

        private Turn(String target, boolean isSlow, Consumer<Turn> start) {
            this.target = target;
            this.isSlow = isSlow;
            this.start = start;
        }

        /** Gives the slot back. */
        void release() {
            taken--;
            takenBySlow -= isSlow ? 1 : 0;
            AtTarget at = targets.get(target);
            at.taken--;
            if (!at.parked.isEmpty()) {
                Turn next = at.parked.poll();
                line(next).addFirst(next);
            } else if (at.taken == 0) {
                targets.remove(target);
            }
            serve();
        }
    }

    /** Runs {@code start} as soon as there is a free slot, which it has to release afterwards. */
    void take(String target, boolean isSlow, Consumer<Turn> start) {
        Turn waiting = new Turn(target, isSlow, start);
        line(waiting).add(waiting);
        serve();
    }

    /** Lets in whoever can be. What is released meanwhile is served by the same loop: a crowd must not become a deep stack. */
    private void serve() {
        if (serving) {
            return;
        }
        serving = true;
        try {
            letIn();
        } finally {
            serving = false;
        }
    }

    private void letIn() {
        while (taken < all) {
            Turn next = quick.poll();
            if (next == null && takenBySlow < forSlow) {
                next = slow.poll();
            }
            if (next == null) {
                return;
            }
            AtTarget at = targets.computeIfAbsent(next.target, t -> new AtTarget());
            if (at.taken < forOneTarget) {
                at.taken++;
                taken++;
                takenBySlow += next.isSlow ? 1 : 0;
                next.start.accept(next);
            } else {
                at.parked.add(next);
            }
        }
    }

    int taken() {
        return taken;
    }

    private Deque<Turn> line(Turn waiting) {
        return waiting.isSlow ? slow : quick;
    }

    private static final class AtTarget {
        private final Deque<Turn> parked = new ArrayDeque<>();
        private int taken;
    }
}
