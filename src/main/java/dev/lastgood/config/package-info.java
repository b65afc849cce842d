/** The operator's settings, as {@code @ConfigMapping} interfaces. Every package may use it; it uses nothing of ours. */
package dev.lastgood.config;
