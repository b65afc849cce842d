/**
 * Requests to targets: the loop that sends and reads them, the Service addresses that a probe may reach, and the probe that
 * asks by GET. Every byte to or from a target passes through this package. What a prompt's answer must satisfy belongs in
 * {@code prompt}.
 */
package dev.lastgood.observe.probe.http;
