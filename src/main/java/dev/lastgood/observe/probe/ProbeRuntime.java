package dev.lastgood.observe.probe;

import dev.lastgood.observe.probe.http.Loop;
import java.time.Clock;

/** What all running probes share. */
record ProbeRuntime(Loop loop, Slots slots, ProbeMetrics metrics, Clock clock) {}
