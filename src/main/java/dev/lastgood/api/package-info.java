/**
 * What the custom resources have in common: the names of the API, references to other objects, and how durations are written.
 * What belongs to one resource has a package of its own; rules about the values belong in {@code decide}.
 */
package dev.lastgood.api;
