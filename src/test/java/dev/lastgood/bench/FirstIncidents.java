package dev.lastgood.bench;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The first incident after a start of the operator, or after it was idle, beside the next ones. */
final class FirstIncidents {

    private static final Fleet.Shape SHAPE = new Fleet.Shape("first", false, 0);
    private static final int NEXT_ONES = 3;
    /** The rehearsals that follow a start, and what a pod does until its first incident. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final Fleet fleet;
    private final Supplier<OperatorProcess> start;
    private final Seen seen;
    private final List<Double> first = new ArrayList<>();
    private final List<Double> next = new ArrayList<>();

    FirstIncidents(KubernetesClient client, String namespace, Supplier<OperatorProcess> start, Seen seen) {
        this.fleet = new OperatedFleet(client, namespace, 1 + NEXT_ONES, SHAPE);
        this.start = start;
        this.seen = seen;
    }

    /** Starts the operator that often, and once more before, which rolls out what the others find. */
    Measure afterStarts(int starts) {
        try (OperatorProcess before = start.get()) {
            fleet.create();
            fleet.rollOut("bad-0");
        }
        for (int i = 1; i <= starts; i++) {
            try (OperatorProcess operator = start.get()) {
                pause(SETTLING);
                incidents("start-" + i);
                fleet.rollOut("bad-" + i);
            }
        }
        return Measure.beside("first incident after a start, beside the next three", "ms", first, next);
    }

    /** With the operator that runs, and what {@link #afterStarts} rolled out. */
    Measure afterIdle(Duration idle) {
        first.clear();
        next.clear();
        pause(idle);
        incidents("idle");
        return Measure.beside(
                "first incident after " + idle.toMinutes() + " idle minutes, beside the next three", "ms", first, next);
    }

    private void incidents(String name) {
        for (String workload : fleet.workloads()) {
            AIIncident incident = fleet.open(workload, workload + "-" + name);
            double reaction = seen.reaction(incident, System.nanoTime()).toNanos() / 1e6;
            (workload.equals(fleet.workloads().get(0)) ? first : next).add(reaction);
            fleet.awaitSettled(workload, incident);
        }
        fleet.cleanUp();
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
