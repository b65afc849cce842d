package dev.lastgood.decide.notice;

import dev.lastgood.lib.OneLine;

/** Puts a user's text on one line within bounds, so that it can be part of a message. */
public final class UserLine {

    private static final int LIMIT = 512;

    /** Returns the text on one line, within bounds; null if nothing is left. */
    public static String of(String text) {
        String line = OneLine.of(text, LIMIT);
        return line == null || line.isEmpty() ? null : line;
    }

    private UserLine() {}
}
