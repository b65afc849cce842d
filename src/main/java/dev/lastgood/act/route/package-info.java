/**
 * Switches an HTTPRoute to its fallback and restores it. Only the backendRefs of its rules are written.
 */
package dev.lastgood.act.route;
