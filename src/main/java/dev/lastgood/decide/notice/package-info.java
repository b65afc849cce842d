/**
 * Who is notified of what, and when: the content of a message and the state of each notification. How a receiver shows it belongs in
 * {@code notify}.
 */
package dev.lastgood.decide.notice;
