package dev.lastgood.observe.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Regular expressions whose time grows with the text and not beyond. */
final class Patterns {

    /** A repetition of a repetition makes a large program, and each character is compared with all of it. */
    private static final int LARGEST_PROGRAM = 2000;

    private Patterns() {}

    /**
     * Returns the pattern.
     *
     * @param field where it stands, for the message
     * @throws FoundEarly where it is none
     */
    static Pattern compile(String field, String pattern) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (compiled.programSize() > LARGEST_PROGRAM) {
                throw FoundEarly.invalid(field + " repeats too much: write smaller numbers in its braces");
            }
            return compiled;
        } catch (PatternSyntaxException | NullPointerException e) {
            throw FoundEarly.invalid(field + " is no regular expression of RE2 syntax"
                    + (e instanceof PatternSyntaxException syntax ? " (" + syntax.getDescription() + ")" : "")
                    + ": look-around and back references are not known");
        }
    }
}
