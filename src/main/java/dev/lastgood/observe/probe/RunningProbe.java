package dev.lastgood.observe.probe;

import dev.lastgood.decide.probe.Sample;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import dev.lastgood.observe.probe.sample.Sampler;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One probe and its timer. Each time is reckoned from the first, so that nothing adds up; what is due while the sample
 * before is under way is left out. Only on the loop.
 */
final class RunningProbe {

    /** An answer that takes longer is slow, see {@link Slots}. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final ProbePlan plan;
    private final Sampler sampler;
    private final ProbeRuntime runtime;
    private final Consumer<Sample> listener;
    private long timer;
    private long due;
    private boolean underWay;
    private boolean isSlow = true;
    private boolean stopped;

    RunningProbe(ProbePlan plan, Sampler sampler, ProbeRuntime runtime, Consumer<Sample> listener) {
        this.plan = plan;
        this.sampler = sampler;
        this.runtime = runtime;
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
        runtime.loop().vertx().cancelTimer(timer);
    }

    private void arm(long next) {
        due = next;
        long nanos = next - System.nanoTime();
        // Rounded up: a timer may come late, never early.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
        timer = runtime.loop().vertx().setTimer(Math.max(1, millis), id -> due());
    }

    private void due() {
        long wasDue = due;
        long period = plan.every().toNanos();
        long missed = (System.nanoTime() - wasDue) / period;
        arm(wasDue + (missed + 1) * period);
        if (underWay) {
            runtime.metrics().skipped();
        } else {
            underWay = true;
            runtime.slots().take(plan.target(), isSlow, turn -> sample(wasDue, turn));
        }
    }

    private void sample(long wasDue, Slots.Turn turn) {
        if (stopped) {
            turn.release();
            return;
        }
        long begin = System.nanoTime();
        runtime.metrics().late(begin - wasDue);
        Instant at = runtime.clock().instant();
        finding(SampleDeadline.in(plan.timeout())).onSuccess(finding -> {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            underWay = false;
            isSlow = took.compareTo(SLOW) > 0;
            turn.release();
            if (!stopped) {
                runtime.metrics().sampled(plan.trigger(), finding.outcome());
                listener.accept(
                        new Sample(plan.name(), finding.outcome(), finding.reason(), finding.message(), at, took));
            }
        });
    }

    private Future<Finding> finding(SampleDeadline deadline) {
        try {
            return sampler.sample(deadline).otherwise(EarlyFinding::in);
        } catch (RuntimeException e) {
            return Future.succeededFuture(EarlyFinding.in(e));
        }
    }
}
