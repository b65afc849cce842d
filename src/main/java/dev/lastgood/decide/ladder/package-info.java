/**
 * The way down: which revision is suspected, what is restored in its place and with whose consent, whether it serves, then flags, route
 * and people; and the way back when the incident ends. {@code Ladder} is the table of contents.
 */
package dev.lastgood.decide.ladder;
