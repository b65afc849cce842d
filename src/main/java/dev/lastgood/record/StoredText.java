package dev.lastgood.record;

/** Text as it may be stored: no control characters (Postgres refuses NUL, terminals obey the others), bounded. */
final class StoredText {

    /** What a message is cut to. A page of text; more helps nobody in a list of runs. */
    static final int LIMIT = 2000;

    private StoredText() {}

    /** @return the text with at most {@link #LIMIT} characters, or null for null */
    static String of(String text) {
        return of(text, LIMIT);
    }

    /** @return the text with at most that many characters, the last one an ellipsis if it was cut; null for null */
    static String of(String text, int limit) {
        if (text == null) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .map(c -> c != '\n' && Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF ? ' ' : c)
                .limit(limit + 1L)
                .forEach(kept::appendCodePoint);
        if (kept.codePointCount(0, kept.length()) <= limit) {
            return kept.toString();
        }
        return kept.substring(0, kept.offsetByCodePoints(0, limit - 1)) + "…";
    }
}
