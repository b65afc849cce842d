package dev.lastgood.observe.probe.http;

/** Bounds the memory for responses while they come in, for a single one and for all together. Only on the loop. */
final class ResponseMemory {

    private static final int LARGE_ANSWERS = 16;

    private final int maxBody;
    private long held;

    ResponseMemory(int maxBody) {
        this.maxBody = maxBody;
    }

    int maxBody() {
        return maxBody;
    }

    /** Whether there is room for so many more bytes. */
    boolean take(int bytes) {
        if (held + bytes > (long) maxBody * LARGE_ANSWERS) {
            return false;
        }
        held += bytes;
        return true;
    }

    void release(int bytes) {
        held -= bytes;
    }
}
