/** What opens incidents: verdicts of probes, alerts of others, and what such an alert says while the incident lasts. */
package dev.lastgood.decide.opening;
