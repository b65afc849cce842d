/**
 * What both loops need: waking and locking, the one way to write a status, waiting for steps in progress at a stop. What only one loop
 * needs belongs in its own package.
 */
package dev.lastgood.reconcile;
