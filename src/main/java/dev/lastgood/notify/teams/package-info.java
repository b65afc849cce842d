/**
 * Microsoft Teams: an Adaptive Card for a Power Automate workflow. What Teams shows, refuses and limits belongs here; the card has no
 * buttons that act, because a workflow cannot prove who clicked.
 */
package dev.lastgood.notify.teams;
