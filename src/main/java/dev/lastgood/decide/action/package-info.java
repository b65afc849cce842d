/**
 * What Lastgood can do to the cluster, and what came of it: one sealed family of orders, each with its outcome. {@code act} performs
 * them; when one is due is decided in {@code decide.ladder}.
 */
package dev.lastgood.decide.action;
