package dev.lastgood.simulator.history;

import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Cluster;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What pods answered to probes, by what they ran: the truth that nobody else has. */
public final class ProbedPods {

    private final Map<Body, Instant> lastBad = new HashMap<>();
    private final Map<Body, Instant> lastGood = new HashMap<>();

    void answered(Body body, boolean bad, Instant at) {
        (bad ? lastBad : lastGood).put(body, at);
    }

    /** When pods of a revision last answered badly, or not at all; null: never. */
    public Instant lastBad(Body revision) {
        return last(lastBad, revision);
    }

    /** When pods with this image last answered badly, whatever their configuration was by then; null: never. */
    public Instant lastBadOfImage(String image) {
        Instant last = null;
        for (Map.Entry<Body, Instant> each : lastBad.entrySet()) {
            if (each.getKey().image().equals(image)
                    && (last == null || each.getValue().isAfter(last))) {
                last = each.getValue();
            }
        }
        return last;
    }

    /** When pods of a revision last answered well; null: never. */
    public Instant lastGood(Body revision) {
        return last(lastGood, revision);
    }

    private static Instant last(Map<Body, Instant> answers, Body revision) {
        Instant last = null;
        for (Map.Entry<Body, Instant> each : answers.entrySet()) {
            if (Cluster.isRun(revision, each.getKey())
                    && (last == null || each.getValue().isAfter(last))) {
                last = each.getValue();
            }
        }
        return last;
    }

    /** Whether no answer of a turn was bad. */
    public boolean isAllGood(Turns.Turn turn) {
        Instant bad = lastBad(turn.body());
        return bad == null || bad.isBefore(turn.from());
    }
}
