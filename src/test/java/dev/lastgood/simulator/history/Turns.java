package dev.lastgood.simulator.history;

import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What really answered, and when. */
public final class Turns {

    /**
     * A time in which the same pods answered.
     *
     * @param afterGood no probe had been bad since its last good answer when it began
     * @param to null: it lasts
     */
    public record Turn(Body body, Instant from, Instant to, boolean afterGood) {}

    private final List<Turn> turns = new ArrayList<>();
    private final Set<Body> badLast = new HashSet<>();
    private boolean goodBefore = true;

    /**
     * Looks at what answers now.
     *
     * @param body what all answering pods run; null: none or several answer
     * @param bad a probe is bad since its last good answer, whatever served
     */
    void see(Body body, Instant now, boolean bad) {
        Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last != null && last.to() == null) {
            if (last.body().equals(body)) {
                goodBefore = !bad;
                if (bad) {
                    badLast.add(body);
                } else {
                    badLast.remove(body);
                }
                return;
            }
            turns.set(turns.size() - 1, new Turn(last.body(), last.from(), now, last.afterGood()));
        }
        if (body == null && bad) {
            goodBefore = false; // no pod answers at all
        }
        if (body != null) {
            // After a restart it is the same revision.
            boolean restarted = last != null && last.body().equals(body);
            turns.add(new Turn(body, now, null, restarted ? last.afterGood() : goodBefore));
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

    /** Whether a probe was bad when pods of a revision answered last. */
    public boolean wasBadLast(Body revision) {
        return badLast.stream().anyMatch(body -> Cluster.isRun(revision, body));
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
