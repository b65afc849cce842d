/**
 * The wire that senders share: one bounded POST and its reply, TLS trouble in words, and the address of a webhook as a Secret holds
 * it. It knows no receiver: what a reply means is decided by the sender that asked.
 */
package dev.lastgood.notify.http;
