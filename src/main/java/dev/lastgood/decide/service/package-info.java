/** Which revision served when, and what was said of it then. */
package dev.lastgood.decide.service;
