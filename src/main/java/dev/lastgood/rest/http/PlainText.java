package dev.lastgood.rest.http;

import dev.lastgood.lib.OneLine;

/** What others wrote, made safe for a log line or a message: one line, bounded. */
public final class PlainText {

    private static final int LIMIT = 1024;

    /** Returns the text without control characters, at most 1024 characters long; empty for null. */
    public static String of(String text) {
        return of(text, LIMIT);
    }

    public static String of(String text, int limit) {
        return text == null ? "" : OneLine.of(text, limit);
    }

    private PlainText() {}
}
