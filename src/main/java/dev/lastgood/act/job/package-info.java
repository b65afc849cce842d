/**
 * Creates Jobs from CronJobs. When a Job is due, and what its result means, is decided elsewhere.
 */
package dev.lastgood.act.job;
