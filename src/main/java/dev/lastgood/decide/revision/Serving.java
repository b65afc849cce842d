package dev.lastgood.decide.revision;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which revision serves, or served at a time. */
public final class Serving {

    /** The revision that last began to serve. */
    public static Optional<Revision> now(Collection<Revision> revisions) {
        return revisions.stream().filter(r -> r.servedSince() != null).max(Comparator.comparing(Revision::servedSince));
    }

    /**
     * The revision that served at {@code time}, as far as is remembered: a revision that served again later is
     * remembered by its last turn only. Creation times have whole seconds, so seconds are compared.
     */
    public static Optional<Revision> at(Instant time, Collection<Revision> revisions) {
        return revisions.stream()
                .filter(r -> r.servedSince() != null)
                .filter(r -> !r.servedSince().truncatedTo(ChronoUnit.SECONDS).isAfter(time))
                .max(Comparator.comparing(Revision::servedSince));
    }

    private Serving() {}
}
