package dev.lastgood.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be closed at the end, the newest first; also when Ctrl-C comes in the middle of a start. */
final class Belongings implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Keeps something until the end, and gives it back; after the end it is closed at once. */
    <T extends AutoCloseable> T own(T thing) {
        synchronized (open) {
            if (!closed) {
                open.push(thing);
                return thing;
            }
        }
        close(thing);
        throw new IllegalStateException("the demo has ended");
    }

    @Override
    public void close() {
        while (true) {
            AutoCloseable next;
            synchronized (open) {
                closed = true;
                next = open.poll();
            }
            if (next == null) {
                return;
            }
            close(next);
        }
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            // The others have to go, too; what was lost is said.
            System.err.println("cannot be closed: " + e);
        }
    }
}
