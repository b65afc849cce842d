/**
 * What every call passes: who calls, what the caller may do, how much, the shape of bodies and of problems, and the audit. It
 * knows no model, incident or alert.
 */
package dev.lastgood.rest.http;
