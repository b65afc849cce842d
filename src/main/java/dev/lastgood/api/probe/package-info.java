/**
 * The probes of a ModelDeployment as they are written in YAML, and what they report. How a probe asks and judges belongs in
 * {@code observe.probe}.
 */
package dev.lastgood.api.probe;
