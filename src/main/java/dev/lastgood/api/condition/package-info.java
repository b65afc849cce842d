/**
 * The words of a status: condition types, reasons with their meaning and remedy, and how a condition is set without changing its time
 * when nothing changed. {@code docs/reasons.md} is generated from here.
 */
package dev.lastgood.api.condition;
