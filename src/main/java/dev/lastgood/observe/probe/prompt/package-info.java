/**
 * The probe that sends a prompt and judges the answers: schema, golden answer, forbidden patterns and personal data. Texts of
 * answers never leave this package: findings carry digests and counts.
 */
package dev.lastgood.observe.probe.prompt;
