/**
 * The two entries to the rules: what an incident does next, and how a model's status reads. Everything below is pure: plain values
 * in, plain values out, with a clock that is given. No class here talks to Kubernetes, a database or a receiver.
 */
package dev.lastgood.decide;
