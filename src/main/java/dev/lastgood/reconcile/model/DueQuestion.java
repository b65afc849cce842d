package dev.lastgood.reconcile.model;

import dev.lastgood.reconcile.outbox.BackgroundThreads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Asks the API server in the background what is asked again and again, one question at a time about each object. */
final class DueQuestion {

    /** When the background is full. */
    static final Duration SOONER = Duration.ofMinutes(1);

    /** What is known of one object. */
    interface Known<S extends Known<S>> {

        /** When to ask again; null while the API server is being asked. */
        Instant next();

        /** The same, with another time of the next question. */
        S askingAgain(Instant at);

        default boolean isBeingAsked() {
            return next() == null;
        }
    }

    private final BackgroundThreads threads;
    private final Clock clock;

    DueQuestion(BackgroundThreads threads, Clock clock) {
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Asks if that is due.
     *
     * @param memory keeps what is known
     * @param what for the log
     * @param ask blocks, keeps the answer and wakes whoever waits for it
     * @return when it will be due; null while the API server is being asked
     */
    <S extends Known<S>> Duration askWhenDue(S known, Consumer<S> memory, String what, Runnable ask) {
        if (known.isBeingAsked()) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(known.next())) {
            return Duration.between(now, known.next());
        }
        memory.accept(known.askingAgain(null));
        if (threads.cluster().execute(what, ask)) {
            return null;
        }
        memory.accept(known.askingAgain(now.plus(SOONER)));
        return SOONER;
    }
}
