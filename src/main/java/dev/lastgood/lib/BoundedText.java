package dev.lastgood.lib;

import java.nio.charset.StandardCharsets;

/** Texts cut to a length, with an ellipsis at the end of what was cut, and no character cut in two. */
public final class BoundedText {

    /** The most characters of a message in an object's status. */
    private static final int MESSAGE = 1024;

    /** Returns the text with at most as many characters as a message in a status may have; null for null. */
    public static String message(String text) {
        return of(text, MESSAGE);
    }

    /** Returns the text with at most so many characters; null for null. */
    public static String of(String text, int limit) {
        if (text == null || text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 2)) ? limit - 2 : limit - 1;
        return text.substring(0, end) + "…";
    }

    /** Returns the text with at most so many bytes in UTF-8; null for null. */
    public static String bytes(String text, int limit) {
        String cut = of(text, limit);
        while (cut != null && cut.getBytes(StandardCharsets.UTF_8).length > limit) {
            cut = of(cut, cut.length() - 1);
        }
        return cut;
    }

    private BoundedText() {}
}
