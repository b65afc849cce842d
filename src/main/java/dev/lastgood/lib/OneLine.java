package dev.lastgood.lib;

import java.util.regex.Pattern;

/** Texts of others, made safe for a line of a log, a message or a table. */
public final class OneLine {

    /** Control and format characters (such as those that turn the direction of writing), line ends included. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    /** Returns the text on one line, without what nobody sees; null for null. */
    public static String of(String text) {
        if (text == null) {
            return null;
        }
        return isPlain(text)
                ? text.strip()
                : UNSEEN.matcher(text).replaceAll(" ").strip();
    }

    /** Almost every text is: it need not be searched. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** Returns the same, with at most so many characters. */
    public static String of(String text, int limit) {
        return BoundedText.of(of(text), limit);
    }

    private OneLine() {}
}
