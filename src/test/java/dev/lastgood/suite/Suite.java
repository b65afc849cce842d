package dev.lastgood.suite;

/** Where the suite runs. */
public final class Suite {

    /** Whether a test that cannot run fails, so that a green build never means that nothing was tested. */
    public static final boolean IN_CI = "true".equals(System.getenv("CI"));

    private Suite() {}
}
