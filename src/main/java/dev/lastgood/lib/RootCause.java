package dev.lastgood.lib;

/** Finds the cause at the bottom of a failure: the layers above usually say only that something failed. */
public final class RootCause {

    /** Returns the last cause, the failure itself if it has none. */
    public static Throwable of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private RootCause() {}
}
