package dev.lastgood.simulator.history;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.simulator.invariant.Invariant;
import dev.lastgood.simulator.invariant.OpenFindings;
import dev.lastgood.simulator.invariant.Violation;
import dev.lastgood.simulator.operator.Fault;
import dev.lastgood.simulator.operator.Lag;
import dev.lastgood.simulator.operator.Operator;
import dev.lastgood.simulator.operator.OperatorDied;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.PodGroup;
import dev.lastgood.simulator.world.Terms;
import dev.lastgood.simulator.world.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A history while it is played: the world, whoever leads, and the time. */
public final class Simulation {

    /** How long a new leader takes after a crash. */
    private static final Duration ELECTION = Duration.ofSeconds(15);

    /** So many rounds without a step of time are a loop. */
    private static final int ROUNDS = 400;

    /** So many steps of time within a minute are a loop, too. */
    private static final int STEPS = 600;

    public final Cluster cluster;
    public final Deployers deployers;
    public final People people;
    public final ProbedPods probed = new ProbedPods();
    public final Turns turns = new Turns();

    private final List<Invariant> invariants;
    private Operator operator;
    private Instant leadsAt;
    private long term = 1;
    private Instant nextSample;
    private int samples;
    private Violation finding;
    private long passes;
    private Instant disturbed;
    private Instant minute = Instant.MIN;
    private int steps;

    public Simulation(Terms terms, List<Invariant> invariants) {
        this.invariants = invariants;
        cluster = new Cluster(terms);
        deployers = new Deployers(cluster);
        people = new People(cluster);
        operator = new Operator(cluster, term);
        nextSample = cluster.now().plusSeconds(10);
        disturbed = cluster.now();
    }

    /** Plays all events; returns the first thing that must not be, if anything. */
    public Optional<Violation> play(List<Event> events) {
        pass(Duration.ofSeconds(cluster.terms.soak + 300));
        for (Event event : events) {
            if (finding != null) {
                break;
            }
            pass(event.delay());
            if (finding != null) {
                break;
            }
            disturbed = cluster.now();
            for (Invariant invariant : invariants) {
                invariant.happens(this, event.what());
            }
            try {
                event.what().happenIn(this);
            } catch (OperatorDied died) {
                operatorDied();
            }
            settle();
            check();
        }
        if (finding == null) {
            pass(Duration.ofMinutes(20));
        }
        return Optional.ofNullable(finding);
    }

    /** When the last event happened. */
    public Instant disturbedAt() {
        return disturbed;
    }

    public boolean isLed() {
        return operator != null;
    }

    /** Nothing keeps the operator from seeing and doing what it should. */
    public boolean isWell() {
        return operator != null
                && !operator.caches.isBehind()
                && !operator.requests.isPlanned()
                && !operator.isRetrying();
    }

    /** Runs a pass over everything, as if everything had been woken; returns what was written, null: nothing. */
    public String passAgain() {
        if (operator == null || !operator.isIdle(cluster.now())) {
            return null;
        }
        String phases = phases();
        operator.wakeAll();
        operator.run();
        if (!phases.equals(phases())) {
            return "a phase: " + operator.lastWrite();
        }
        while (!operator.isIdle(cluster.now())) {
            operator.run();
        }
        long before = cluster.changes;
        operator.wakeAll();
        operator.run();
        return cluster.changes == before ? null : operator.lastWrite();
    }

    private String phases() {
        StringBuilder text = new StringBuilder();
        cluster.incidents.values().forEach(i -> text.append(i.getMetadata().getName())
                .append(i.getStatus() == null ? null : i.getStatus().phase));
        return text.toString();
    }

    public long passes() {
        return passes + (operator == null ? 0 : operator.passes);
    }

    public void find(Invariant invariant, String message) {
        Violation found = new Violation(invariant.name(), message, cluster.now());
        if (finding == null && !OpenFindings.isKnown(found)) {
            finding = found;
        }
    }

    // --- time

    private void pass(Duration time) {
        Instant end = cluster.now().plus(time);
        settle();
        check();
        while (finding == null) {
            Instant next = earliest(end, cluster.next(), deployers.next(), leadsAt);
            if (operator != null) {
                next = earliest(next, operator.next());
            }
            next = next.isBefore(cluster.now()) ? cluster.now() : next;
            next = sampleUntil(next);
            cluster.clock.pass(Duration.between(cluster.now(), next));
            if (leadsAt != null && !leadsAt.isAfter(cluster.now())) {
                leadsAt = null;
                operator = new Operator(cluster, ++term);
            }
            cluster.step();
            deployers.step();
            if (isSpinning()) {
                return;
            }
            settle();
            check();
            if (!cluster.now().isBefore(end)) {
                return;
            }
        }
    }

    /** Steps of time that are too many for the time: the operator looks again and again. */
    private boolean isSpinning() {
        if (cluster.now().isAfter(minute)) {
            minute = cluster.now().plusSeconds(60);
            steps = 0;
        }
        if (++steps > STEPS && finding == null) {
            Violation found = new Violation(
                    "Quiet",
                    "more than " + STEPS + " steps within a minute, the last by " + operator.due(),
                    cluster.now());
            finding = OpenFindings.isKnown(found) ? null : found;
        }
        return finding != null;
    }

    private static Instant earliest(Instant first, Instant... others) {
        Instant earliest = first;
        for (Instant other : others) {
            earliest = other != null && other.isBefore(earliest) ? other : earliest;
        }
        return earliest;
    }

    /** Takes the samples until then; returns when one changed a verdict, or the end. */
    private Instant sampleUntil(Instant end) {
        while (!nextSample.isAfter(end)) {
            Instant at = nextSample;
            nextSample = at.plusSeconds(10);
            samples++;
            if (operator == null) {
                continue;
            }
            boolean woken = false;
            for (ModelDeployment model : cluster.models.values()) {
                for (Probe probe : model.getSpec().probes) {
                    woken |= sample(model, probe, at);
                }
            }
            if (woken) {
                return at;
            }
        }
        return end;
    }

    private boolean sample(ModelDeployment model, Probe probe, Instant at) {
        if (cluster.workload == null || cluster.workload.answering().isEmpty()) {
            if (cluster.workload != null) {
                cluster.workload.pods.forEach(group -> probed.answered(group.body(), true, at));
            }
            return operator.sample(model, probe.name, Outcome.Unknown, Reason.TargetUnreachable, at);
        }
        List<PodGroup> answering = cluster.workload.answering();
        PodGroup group = answering.get(samples % answering.size());
        boolean bad = cluster.upstreamDown || isBad(group.body().truth(), at);
        probed.answered(group.body(), bad, at);
        return operator.sample(
                model,
                probe.name,
                bad ? Outcome.Bad : Outcome.Good,
                bad ? Reason.StatusUnexpected : Reason.AsExpected,
                at);
    }

    /** What is flaky is bad for a minute and a half, about every ten minutes. */
    private static boolean isBad(Truth truth, Instant at) {
        return truth == Truth.BAD || truth == Truth.FLAKY && at.getEpochSecond() / 90 % 7 == 0;
    }

    // --- whoever leads

    /** Runs all passes that are due now. */
    private void settle() {
        int rounds = 0;
        while (operator != null) {
            try {
                if (!operator.run()) {
                    return;
                }
            } catch (OperatorDied died) {
                operatorDied();
            }
            if (++rounds > ROUNDS) {
                if (finding == null) {
                    finding = new Violation("Quiet", "passes without end", cluster.now());
                }
                return;
            }
        }
    }

    void operatorDied() {
        if (operator != null) {
            passes += operator.passes;
            operator = null;
            leadsAt = cluster.now().plus(ELECTION);
        }
    }

    void changeLeader() {
        if (operator == null) {
            return;
        }
        Operator deposed = operator;
        for (Lag lag : Lag.values()) {
            deposed.caches.fallBehind(lag, Instant.MAX);
        }
        passes += deposed.passes;
        operator = new Operator(cluster, ++term);
        settle();
        try {
            deposed.run();
        } catch (OperatorDied died) {
            // It does not matter any more.
        }
    }

    void fault(Fault fault, int nth) {
        if (operator != null) {
            operator.requests.plan(fault, nth);
        }
    }

    void lag(Lag lag, int seconds) {
        if (operator != null) {
            operator.caches.fallBehind(lag, cluster.now().plusSeconds(seconds));
        }
    }

    private void check() {
        List<PodGroup> answering = cluster.workload == null ? List.of() : cluster.workload.answering();
        boolean bad = cluster.models.values().stream()
                .filter(m -> m.getStatus() != null)
                .flatMap(m -> m.getStatus().probes.stream())
                .anyMatch(p -> p.badSince != null);
        turns.see(answering.size() == 1 ? answering.get(0).body() : null, cluster.now(), bad);
        for (Invariant invariant : invariants) {
            if (finding == null) {
                invariant.check(this);
            }
        }
        cluster.acts.clear();
    }
}
