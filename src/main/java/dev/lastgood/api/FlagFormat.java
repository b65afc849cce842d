package dev.lastgood.api;

/** How a flag is written in its ConfigMap key. */
public enum FlagFormat {
    /** A flagd document (JSON): {@code {"flags": {"name": {"state", "variants", "defaultVariant", "targeting"}}}}. */
    Flagd,
    /** The key's whole value is the flag: {@code "true"} or {@code "false"}. */
    Plain
}
