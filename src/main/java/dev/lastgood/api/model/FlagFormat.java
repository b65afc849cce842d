package dev.lastgood.api.model;

/** How a flag is written in its ConfigMap key. */
public enum FlagFormat {
    /** A flagd document (JSON): {@code {"flags": {"name": {"state", "variants", "defaultVariant", "targeting"}}}}. */
    Flagd,
    /** A flag file of GO Feature Flag (YAML or JSON): {@code name: {variations, targeting, defaultRule}}. */
    GoFeatureFlag,
    /** The key's whole value is the flag: {@code "true"} or {@code "false"}. */
    Plain,
    /** A line {@code name=value} in the format of Java's properties files. */
    Properties
}
