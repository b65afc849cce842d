package dev.lastgood.lib;

import java.util.regex.Pattern;

/** Texts of others, made safe for a line of a log, a message or a table. */
public final class OneLine {

    /** Control and format characters (such as those that turn the direction of writing), line ends included. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    /** Returns the text on one line, without what nobody sees; null for null. */
    public static String of(String text) {
        return text == null ? null : UNSEEN.matcher(text).replaceAll(" ").strip();
    }

    /** Returns the same, with at most so many characters. */
    public static String of(String text, int limit) {
        return BoundedText.of(of(text), limit);
    }

    private OneLine() {}
}
