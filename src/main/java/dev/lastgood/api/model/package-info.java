/**
 * The ModelDeployment as it is written in YAML: plain classes with a description, bounds and CEL rules for each field. They decide
 * nothing and know no other part of Lastgood.
 */
package dev.lastgood.api.model;
