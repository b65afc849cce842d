/**
 * The Quarantine as it is read in YAML: plain classes with a description and bounds for each field. They decide nothing and know no
 * other part of Lastgood.
 */
package dev.lastgood.api.quarantine;
