package dev.lastgood.decide.revision;

import dev.lastgood.decide.probe.SampleCounts;
import java.time.Instant;

/**
 * The latest period in which a revision served, and how far its soak has come in it.
 *
 * @param servedSince when the revision last began to serve; null if it never served
 * @param availableSince since when it has been rolled out and available without a break; null if it is not
 * @param samples what its probes had counted when the counts were last recorded; null if nothing
 * @param brokenRollout the rollout that broke during the soak; null if none did
 */
public record ServicePeriod(Instant servedSince, Instant availableSince, SampleCounts samples, String brokenRollout) {

    /** A revision that has not served yet. */
    public static final ServicePeriod NONE = new ServicePeriod(null, null, null, null);

    ServicePeriod began(Instant now) {
        return new ServicePeriod(now, null, null, brokenRollout);
    }

    /** The soak begins again; {@code when} is null if the revision is not available. */
    ServicePeriod availableSince(Instant when) {
        return new ServicePeriod(servedSince, when, null, brokenRollout);
    }

    ServicePeriod withSamples(SampleCounts counted) {
        return new ServicePeriod(servedSince, availableSince, counted, brokenRollout);
    }

    ServicePeriod broken(String rollout) {
        return new ServicePeriod(servedSince, null, null, rollout);
    }
}
