/**
 * The probe that asks Prometheus by an instant query and compares the result with a number. Trouble with Prometheus itself
 * is Unknown, never Bad. Metrics that Lastgood exports do not belong here.
 */
package dev.lastgood.observe.probe.prometheus;
