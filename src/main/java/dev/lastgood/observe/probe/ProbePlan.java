package dev.lastgood.observe.probe;

import dev.lastgood.api.Durations;
import dev.lastgood.api.ServicePortRef;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.time.DateTimeException;
import java.time.Duration;

/**
 * When a probe is to be asked.
 *
 * @param target what it asks, one name for all that ask the same
 * @param firstAfter when the first sample is taken: by a part of the period that follows from its name, so that not all
 *     come at once, and soon enough for one that is asked once a day
 * @param text the probe as it is written: another text is another probe
 */
record ProbePlan(
        String name,
        Trigger trigger,
        Duration every,
        Duration timeout,
        String target,
        Duration firstAfter,
        String text) {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LATEST_FIRST = Duration.ofMinutes(1);
    private static final int HEX_DIGITS = 8;

    static ProbePlan of(String namespace, String model, Probe probe) {
        Duration every = duration(probe.every, EVERY);
        return new ProbePlan(
                probe.name,
                probe.trigger,
                every,
                duration(probe.timeout, TIMEOUT),
                target(namespace, probe),
                part(
                        every.compareTo(LATEST_FIRST) < 0 ? every : LATEST_FIRST,
                        namespace + "/" + model + "/" + probe.name),
                Json.tree(probe).toString());
    }

    /** The schema refuses what is none, and what is too short. */
    private static Duration duration(String text, Duration otherwise) {
        try {
            Duration duration = Durations.parse(text, otherwise);
            return duration.compareTo(SHORTEST) < 0 ? SHORTEST : duration;
        } catch (DateTimeException | ArithmeticException e) {
            return otherwise;
        }
    }

    private static Duration part(Duration whole, String name) {
        double share = Long.parseLong(Digest.of(name).substring(0, HEX_DIGITS), 16) / (double) (1L << 4 * HEX_DIGITS);
        return Duration.ofMillis((long) (whole.toMillis() * share));
    }

    private static String target(String namespace, Probe probe) {
        ServicePortRef ref =
                probe.http != null ? probe.http.serviceRef : probe.prompt != null ? probe.prompt.serviceRef : null;
        return ref == null
                ? "prometheus"
                : namespace + "/" + ref.name + ":" + Json.tree(ref).path("port");
    }
}
