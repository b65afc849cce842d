package dev.lastgood.observe.probe;

import dev.lastgood.decide.probe.Sample;

/** Receives each sample. */
@FunctionalInterface
public interface SampleListener {

    /** Called on the one thread of all probes: it must not block. Samples of one probe come in their order. */
    void sampled(String namespace, String model, Sample sample);
}
