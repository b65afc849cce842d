package dev.lastgood.act.flag;

/** JSON without the whitespace between its tokens; numbers and escapes stay as they were written. */
final class CompactJson {

    private CompactJson() {}

    /** The same JSON on one line; the text must be valid JSON. */
    static String of(String json) {
        StringBuilder compact = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString && c == '\\') {
                compact.append(c).append(json.charAt(++i));
                continue;
            }
            if (c == '"') {
                inString = !inString;
            }
            if (inString || !isWhitespace(c)) {
                compact.append(c);
            }
        }
        return compact.toString();
    }

    private static boolean isWhitespace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
