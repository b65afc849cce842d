/**
 * What {@code ./mvnw verify} says at its beginning and its end: which tests are left out and what would enable them, and
 * which classes took longest. Maven runs the two programs; no test needs them.
 */
package dev.lastgood.suite.verify;
