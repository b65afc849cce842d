/** Lastgood: returns an AI model to its last known good revision. */
package dev.lastgood;
