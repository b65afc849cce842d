/**
 * Creates incidents and tells them what happened to their alert. Everything else of an incident is its own status.
 */
package dev.lastgood.act.incident;
