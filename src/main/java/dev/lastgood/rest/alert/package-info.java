/**
 * Alerts that Alertmanager and others send: what they say, and the incidents that they open.
 */
package dev.lastgood.rest.alert;
