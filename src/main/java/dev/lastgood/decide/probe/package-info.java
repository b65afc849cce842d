/**
 * What probes have seen of a model: samples, their verdict, how long to wait before one counts, and whether others agree. Asking is
 * the matter of {@code observe.probe}.
 */
package dev.lastgood.decide.probe;
