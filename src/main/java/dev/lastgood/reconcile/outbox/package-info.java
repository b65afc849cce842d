/**
 * Work beside the reconciles: bounded pools of threads, and outboxes that perform each piece of work once at a time and keep
 * its result until an object's status has it. What the work is, and what it needs, belongs to the classes that submit it.
 */
package dev.lastgood.reconcile.outbox;
