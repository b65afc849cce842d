package dev.lastgood.decide.probe;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;

/**
 * A probe that does not reach the gateway knows nothing: the network between may be away, or the operator's own. It counts
 * as Bad only where the workload's own controller says, too, that it is unavailable.
 */
public final class Corroboration {

    /** Returns the sample, Bad where the workload bears it out. */
    public static Sample of(Sample sample, boolean workloadUnavailable) {
        return workloadUnavailable && sample.outcome() == Outcome.Unknown && sample.reason() == Reason.TargetUnreachable
                ? new Sample(
                        sample.probe(),
                        Outcome.Bad,
                        sample.reason(),
                        sample.message() + "; the workload is unavailable, too",
                        sample.at(),
                        sample.took())
                : sample;
    }

    private Corroboration() {}
}
