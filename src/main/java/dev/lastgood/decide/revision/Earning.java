package dev.lastgood.decide.revision;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.ProbeState.Counts;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.probe.SampleCounts;
import java.time.Duration;
import java.time.Instant;

/** How a revision that is available earns Good: by its soak and, where there are probes, by their samples. */
final class Earning {

    /** Of all samples less than one in so many may be Bad. */
    private static final int ONE_IN = 20;

    private static final int QUARTERS = 4;

    private final GatewayPolicy policy;
    private final Probing probing;

    Earning(GatewayPolicy policy, Probing probing) {
        this.policy = policy;
        this.probing = probing;
    }

    /** A probe has a bad verdict: nothing is earned. */
    boolean isBad() {
        return !probing.with(Outcome.Bad).isEmpty();
    }

    /** Returns {@link Reason#Unprobed} or {@link Reason#Probed} where Good is earned, else what is missing. */
    Reason reason(Instant availableSince, Instant now) {
        if (now.isBefore(availableSince.plus(policy.soak()))) {
            return Reason.Soaking;
        }
        if (probing.isEmpty()) {
            return Reason.Unprobed;
        }
        int good = probing.states().values().stream()
                .mapToInt(s -> s.counts().good())
                .sum();
        int bad = probing.states().values().stream()
                .mapToInt(s -> s.counts().bad())
                .sum();
        boolean allSpoke = probing.states().values().stream()
                .map(ProbeState::counts)
                .mapToInt(Counts::good)
                .allMatch(n -> n > 0);
        if (!allSpoke || good < policy.minGoodSamples()) {
            return Reason.SamplesMissing;
        }
        return bad * ONE_IN < good + bad ? Reason.Probed : Reason.TooManyBadSamples;
    }

    /** The counts to be written down: those that stand there, until the next quarter of the soak. */
    SampleCounts written(SampleCounts before, Instant availableSince, Instant now) {
        if (probing.isEmpty()) {
            return null;
        }
        long quarter = quarter(availableSince, now);
        return quarter == 0 || before != null && before.quarter() >= quarter
                ? before
                : SampleCounts.of(quarter, probing);
    }

    /** When something may be earned or must be written down. */
    Duration untilNext(Instant availableSince, Instant now) {
        Duration soaked = Duration.between(now, availableSince.plus(policy.soak()));
        if (probing.isEmpty()) {
            return soaked.isNegative() || soaked.isZero() ? null : soaked;
        }
        Instant next = availableSince.plus(
                policy.soak().multipliedBy(quarter(availableSince, now) + 1).dividedBy(QUARTERS));
        return Duration.between(now, next).plusMillis(1);
    }

    private long quarter(Instant availableSince, Instant now) {
        Duration passed = Duration.between(availableSince, now);
        return passed.isNegative() ? 0 : passed.multipliedBy(QUARTERS).dividedBy(policy.soak());
    }
}
