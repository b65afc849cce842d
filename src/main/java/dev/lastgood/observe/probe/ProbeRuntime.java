package dev.lastgood.observe.probe;

import java.time.Clock;

/** What all running probes share. */
record ProbeRuntime(Loop loop, Slots slots, ProbeMetrics metrics, Clock clock) {}
