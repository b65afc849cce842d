package dev.lastgood.observe.probe.sample;

import io.vertx.core.Future;

/** Takes samples of one probe, one at a time; called on the loop, and its result comes there. */
public interface Sampler {

    /**
     * Takes one sample. A failed future is a finding, too: see {@link EarlyFinding#in}.
     *
     * @param deadline when the time of the sample is over
     */
    Future<Finding> sample(SampleDeadline deadline);
}
