package dev.lastgood.observe.probe;

import dev.lastgood.decide.probe.Sample;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One probe and its timer. Each time is reckoned from the first, so that nothing adds up; what is due while the sample
 * before is under way is left out. Only on the loop.
 */
final class RunningProbe {

    /** An answer that takes longer is slow, see {@link Places}. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final ProbePlan plan;
    private final Sampler sampler;
    private final Loop loop;
    private final Places places;
    private final ProbeMetrics metrics;
    private final Clock clock;
    private final Consumer<Sample> listener;
    private long timer;
    private long due;
    private boolean underWay;
    private boolean isSlow = true;
    private boolean stopped;

    RunningProbe(
            ProbePlan plan,
            Sampler sampler,
            Loop loop,
            Places places,
            ProbeMetrics metrics,
            Clock clock,
            Consumer<Sample> listener) {
        this.plan = plan;
        this.sampler = sampler;
        this.loop = loop;
        this.places = places;
        this.metrics = metrics;
        this.clock = clock;
        this.listener = listener;
    }

    ProbePlan plan() {
        return plan;
    }

    void start() {
        if (!stopped) {
            arm(System.nanoTime() + plan.firstAfter().toNanos());
        }
    }

    /** No sample comes any more, not even the one under way. */
    void stop() {
        stopped = true;
        loop.vertx().cancelTimer(timer);
    }

    private void arm(long next) {
        due = next;
        long nanos = next - System.nanoTime();
        // Rounded up: a timer may come late, never early.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
        timer = loop.vertx().setTimer(Math.max(1, millis), id -> due());
    }

    private void due() {
        long wasDue = due;
        long period = plan.every().toNanos();
        long missed = (System.nanoTime() - wasDue) / period;
        arm(wasDue + (missed + 1) * period);
        if (underWay) {
            metrics.skipped();
        } else {
            underWay = true;
            places.take(plan.target(), isSlow, place -> sample(wasDue, place));
        }
    }

    private void sample(long wasDue, Places.Waiting place) {
        if (stopped) {
            place.release();
            return;
        }
        long begin = System.nanoTime();
        metrics.late(begin - wasDue);
        Instant at = clock.instant();
        finding(Deadline.in(plan.timeout())).onSuccess(finding -> {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            underWay = false;
            isSlow = took.compareTo(SLOW) > 0;
            place.release();
            if (!stopped) {
                metrics.sampled(plan.trigger(), finding.outcome());
                listener.accept(
                        new Sample(plan.name(), finding.outcome(), finding.reason(), finding.message(), at, took));
            }
        });
    }

    private Future<Finding> finding(Deadline deadline) {
        try {
            return sampler.sample(deadline).otherwise(FoundEarly::in);
        } catch (RuntimeException e) {
            return Future.succeededFuture(FoundEarly.in(e));
        }
    }
}
