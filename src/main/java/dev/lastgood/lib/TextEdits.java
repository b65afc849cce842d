package dev.lastgood.lib;

import java.util.Map;
import java.util.TreeMap;

/** Changes of a text that leave all the rest as it is, byte for byte; they must not overlap. */
public final class TextEdits {

    private record Edit(int end, String text) {}

    private final TreeMap<Integer, Edit> byStart = new TreeMap<>();

    /** Replaces the text from {@code start} to before {@code end}. */
    public void replace(int start, int end, String text) {
        byStart.put(start, new Edit(end, text));
    }

    /** Whether there is nothing to change. */
    public boolean none() {
        return byStart.isEmpty();
    }

    /** Returns the changed text. */
    public String apply(String text) {
        StringBuilder result = new StringBuilder(text);
        // From behind, so that the offsets in front stay what they were.
        for (Map.Entry<Integer, Edit> edit : byStart.descendingMap().entrySet()) {
            result.replace(edit.getKey(), edit.getValue().end(), edit.getValue().text());
        }
        return result.toString();
    }
}
