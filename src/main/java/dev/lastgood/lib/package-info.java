/**
 * Small tools that any package may use: JSON trees, digests, texts on one line and within bounds, Markdown, and how long to
 * wait. Nothing here knows a model, an incident or a revision, and nothing here depends on another package of Lastgood. What
 * only one package needs belongs there.
 */
package dev.lastgood.lib;
