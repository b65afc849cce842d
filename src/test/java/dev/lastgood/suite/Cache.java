package dev.lastgood.suite;

import java.nio.file.Path;

/** Where programs that take minutes to get are kept for all checkouts: {@code ~/.cache/lastgood}, or {@code $LASTGOOD_CACHE}. */
public final class Cache {

    private Cache() {}

    /** The directory of one program and version, which may not exist yet. */
    public static Path directory(String program, String version) {
        String configured = System.getenv("LASTGOOD_CACHE");
        Path root = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "lastgood")
                : Path.of(configured).toAbsolutePath();
        return root.resolve(program).resolve(version);
    }
}
