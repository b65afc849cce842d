/**
 * Small tools that know nothing of Lastgood: no model, no incident, no Kubernetes type of ours. A class belongs here only
 * if at least two other packages use it and no library in the pom offers it.
 */
package dev.lastgood.lib;
