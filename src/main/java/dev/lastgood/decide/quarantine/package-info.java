/**
 * What keeps revisions out, whether the API server enforces it, and what that says of the revisions. Writing it belongs in
 * {@code act.quarantine}.
 */
package dev.lastgood.decide.quarantine;
