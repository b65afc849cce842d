package dev.lastgood.decide.revision;

import java.time.Duration;
import java.time.Instant;

/** What becomes of a revision whose workload and models are gone: it outlives them by a day, then it is removed. */
public enum Orphan {
    /** It belongs to something, and did before. */
    No,
    /** Nobody owns it, from now on. */
    Begins,
    /** Somebody owns it again. */
    Ends,
    /** Nobody owns it, not long enough. */
    Waits,
    /** Nobody has owned it for a day. */
    Remove;

    /** A restored backup or Argo CD's replace is back within the day. */
    public static final Duration KEPT = Duration.ofDays(1);

    /**
     * Returns what is to be done.
     *
     * @param owned its workload or a model of it is there
     * @param since since when nobody owns it, as remembered; null where it was owned
     */
    public static Orphan of(boolean owned, Instant since, Instant now) {
        return of(owned, since, KEPT, now);
    }

    /**
     * Returns what is to be done with something else that is kept for a time.
     *
     * @param kept how long it outlives its last owner
     */
    public static Orphan of(boolean owned, Instant since, Duration kept, Instant now) {
        if (owned) {
            return since == null ? No : Ends;
        }
        if (since == null) {
            return Begins;
        }
        return now.isBefore(since.plus(kept)) ? Waits : Remove;
    }
}
