package dev.lastgood.decide.revision;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which revision serves. */
public final class Serving {

    /** The revision that last began to serve. */
    public static Optional<Revision> now(Collection<Revision> revisions) {
        return revisions.stream().filter(r -> r.servedSince() != null).max(Comparator.comparing(Revision::servedSince));
    }

    private Serving() {}
}
