/**
 * Records revisions as ControllerRevisions. What is blamed of a revision, and what is kept out, belongs to {@code quarantine}.
 */
package dev.lastgood.act.revision;
