/**
 * What a revision is, how it earns Good, which one was good last, and what a bad one is blamed for. The view of a gateway that
 * all rules start from is here; orders to change the cluster are not.
 */
package dev.lastgood.decide.revision;
