/**
 * What the cluster is told of each change without anyone asking for it: log lines, Kubernetes Events and metrics. Messages to people
 * and programs that a ModelDeployment names belong to the senders.
 */
package dev.lastgood.notify.telemetry;
