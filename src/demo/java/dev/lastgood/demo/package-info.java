/**
 * The demo that {@code examples/demo/run} plays: real programs, a stand-in gateway and the scenes of a runbook. It is built with
 * the tests, whose control plane and Postgres it uses, and no test but {@code DemoIT} uses it.
 */
package dev.lastgood.demo;
