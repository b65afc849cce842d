package dev.lastgood.decide.revision;

import dev.lastgood.lib.Digest;

/** A ConfigMap that belongs to a revision and was named after it was recorded: a ControllerRevision beside that of the revision. */
public final class RevisionAddition {

    private static final int DIGITS = 10;

    /** The name of the object. */
    public static String name(String revision, String configMap) {
        return revision + "-with-" + Digest.of(configMap).substring(0, DIGITS);
    }

    private RevisionAddition() {}
}
