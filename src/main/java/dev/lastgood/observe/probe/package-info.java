/**
 * How models are asked whether they behave: the schedule of the probes, the requests to Services and to Prometheus, the
 * judgment of a single response, and the board that counts samples. What follows from a verdict belongs in {@code decide}.
 * Nothing here knows informers: Services and ConfigMaps are looked up through the two interfaces of this package.
 */
package dev.lastgood.observe.probe;
