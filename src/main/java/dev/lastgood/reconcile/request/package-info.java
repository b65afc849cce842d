/** What people and pipelines ask for through REST without an incident: a retrain, a review for bias. */
package dev.lastgood.reconcile.request;
