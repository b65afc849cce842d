package dev.lastgood.rest;

/** What others wrote, made safe for a log line or a message: one line, bounded. */
final class PlainText {

    private static final int LIMIT = 1024;

    /** Returns the text without control characters, at most 1024 characters long; empty for null. */
    static String of(String text) {
        return of(text, LIMIT);
    }

    static String of(String text, int limit) {
        if (text == null) {
            return "";
        }
        // Cf: what turns the direction of writing, or cannot be seen.
        String clean =
                text.substring(0, Math.min(text.length(), limit)).replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
        return text.length() > limit ? clean + "…" : clean;
    }

    private PlainText() {}
}
