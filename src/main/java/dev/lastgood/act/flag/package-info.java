/**
 * Turns feature flags off and restores them. A store is where the document is (a ConfigMap's key, a FeatureFlag object), a
 * document is one format of flags; both leave every other byte as it was.
 */
package dev.lastgood.act.flag;
