/**
 * Calls about an incident: reading one, acknowledging, approving and resolving it.
 */
package dev.lastgood.rest.incident;
