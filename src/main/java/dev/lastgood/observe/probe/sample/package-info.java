/**
 * The parts of every kind of probe: what a sampler is, what it finds, how long it may take, and how patterns and JSON are
 * read. Nothing here sends a request. A class belongs here only if at least two kinds of probes use it.
 */
package dev.lastgood.observe.probe.sample;
