package dev.lastgood.suite;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes at the end what was made before, the newest first. It knows only what was really made, so that a start that
 * ends half way, by a failure or by Ctrl-C, leaves nothing behind.
 */
public final class Belongings implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Keeps something until the end and returns it. After the end it is closed at once. */
    public <T extends AutoCloseable> T own(T thing) {
        synchronized (open) {
            if (!closed) {
                open.push(thing);
                return thing;
            }
        }
        IllegalStateException ended = new IllegalStateException("the end has come before " + thing);
        close(thing, ended);
        throw ended;
    }

    /**
     * Closes all of it, also if one of them fails.
     *
     * @throws IllegalStateException after that, if any failed; the failures are its suppressed exceptions
     */
    @Override
    public void close() {
        IllegalStateException failure = new IllegalStateException("not everything could be closed");
        while (true) {
            AutoCloseable next;
            synchronized (open) {
                closed = true;
                next = open.poll();
            }
            if (next == null) {
                break;
            }
            close(next, failure);
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void close(AutoCloseable thing, IllegalStateException failure) {
        try {
            thing.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}
