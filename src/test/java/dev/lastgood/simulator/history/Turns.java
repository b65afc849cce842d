package dev.lastgood.simulator.history;

import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What really answered, and when. */
public final class Turns {

    /**
     * A time in which the same pods answered.
     *
     * @param afterGood the last answer before it was good
     * @param to null: it lasts
     */
    public record Turn(Body body, Instant from, Instant to, boolean afterGood) {}

    private final List<Turn> turns = new ArrayList<>();
    private Boolean lastAnswer;

    void answered(boolean good) {
        lastAnswer = good;
    }

    /** @param body what all answering pods run; null: none or several answer */
    void see(Body body, Instant now) {
        Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last != null && last.to() == null) {
            if (last.body().equals(body)) {
                return;
            }
            turns.set(turns.size() - 1, new Turn(last.body(), last.from(), now, last.afterGood()));
        }
        if (body != null) {
            turns.add(new Turn(body, now, null, lastAnswer == null || lastAnswer));
        }
    }

    /** The turn that lasts; null: nothing answers, or several things do. */
    public Turn now() {
        Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        return last == null || last.to() != null ? null : last;
    }

    /** Whether pods of a revision answered at a time, or within a rollout's time of it. */
    public boolean answeredAt(Body revision, Instant time, Duration tolerance) {
        return turns.stream()
                .filter(t -> Cluster.isRun(revision, t.body()))
                .anyMatch(t -> !t.from().isAfter(time.plus(tolerance))
                        && (t.to() == null || !t.to().isBefore(time.minus(tolerance))));
    }

    /** When the last turn of a revision began; null: it never had one. */
    public Instant lastBegan(Body revision) {
        Instant last = null;
        for (Turn turn : turns) {
            if (Cluster.isRun(revision, turn.body())) {
                last = turn.from();
            }
        }
        return last;
    }

    /** Whether the answer before the last turn of a revision was good; true if it never had one. */
    public boolean beganAfterGood(Body revision) {
        boolean good = true;
        for (Turn turn : turns) {
            if (Cluster.isRun(revision, turn.body())) {
                good = turn.afterGood();
            }
        }
        return good;
    }
}
