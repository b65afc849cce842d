package dev.lastgood.simulator.world;

/** A feature flag, and the ConfigMap that holds it alone. */
public final class SimulatedFlag {
    public boolean off;
    /** Grows with each write of its ConfigMap. */
    public int version;

    public void write(boolean isOff) {
        off = isOff;
        version++;
    }

    public String text() {
        return off ? "{off}" : "{on}";
    }

    /** The digest of its ConfigMap: the same content has the same one. */
    public String content() {
        return off ? "digest-off" : "digest-on";
    }
}
