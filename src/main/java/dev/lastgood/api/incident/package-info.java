/**
 * The AIIncident as it is written in YAML: what people say of it, and the status that is Lastgood's write-ahead log. The classes are
 * plain; which phase follows which is decided in {@code decide.incident}.
 */
package dev.lastgood.api.incident;
