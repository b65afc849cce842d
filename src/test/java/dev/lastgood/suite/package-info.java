/**
 * What all tests share, whatever they test: the programs that they need beside Java, free ports, and what has to be
 * closed at the end. Nothing here knows Kubernetes or Lastgood.
 */
package dev.lastgood.suite;
