package dev.lastgood.act.kube;

import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.lib.Digest;

/**
 * The label that ties a revision to its workload, for selecting; the annotation of the same name always has the full text,
 * for comparing.
 */
public final class WorkloadLabel {

    private static final int LONGEST = 63;
    private static final int DIGITS = 10;

    /** Returns {@code <kind>.<name>}. */
    public static String full(WorkloadKind kind, String name) {
        return kind + "." + name;
    }

    /** Returns the full text where a label may be so long, else its beginning and a part of its hash. */
    public static String label(WorkloadKind kind, String name) {
        return fit(full(kind, name));
    }

    /** As {@link #label}, from the full text. */
    public static String fit(String full) {
        return full.length() <= LONGEST
                ? full
                : full.substring(0, LONGEST - DIGITS - 1) + "-"
                        + Digest.of(full).substring(0, DIGITS);
    }

    private WorkloadLabel() {}
}
