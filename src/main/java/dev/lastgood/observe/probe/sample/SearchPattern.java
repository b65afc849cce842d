package dev.lastgood.observe.probe.sample;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression whose time grows with the text and not beyond.
 *
 * @param field where it stands, for messages
 */
public record SearchPattern(String field, Pattern pattern) {

    /** A repetition of a repetition makes a large program, */
    private static final int LARGEST_PROGRAM = 5000;
    /** and each character is compared with all of it: so many comparisons take some seconds. */
    private static final long MOST_COMPARISONS = 1L << 28;

    /** @throws EarlyFinding where the text is no pattern */
    public static SearchPattern of(String field, String text) {
        if (text == null) {
            throw EarlyFinding.invalid(field + " cannot be read: write a regular expression of RE2 syntax");
        }
        try {
            Pattern compiled = Pattern.compile(text);
            if (compiled.programSize() > LARGEST_PROGRAM) {
                throw EarlyFinding.invalid(field + " repeats too much: write smaller numbers in its braces");
            }
            return new SearchPattern(field, compiled);
        } catch (PatternSyntaxException e) {
            throw EarlyFinding.invalid(field + " is no regular expression of RE2 syntax (" + e.getDescription()
                    + "): look-around and back references are not known");
        }
    }

    /** @throws EarlyFinding where the answer is too long for this pattern */
    public boolean isFoundIn(String text) {
        return in(text).find();
    }

    /**
     * Returns how often it is found.
     *
     * @throws EarlyFinding where the answer is too long for this pattern
     */
    public int countIn(String text) {
        Matcher matcher = in(text);
        int found = 0;
        while (matcher.find()) {
            found++;
        }
        return found;
    }

    private Matcher in(String text) {
        if ((long) pattern.programSize() * text.length() > MOST_COMPARISONS) {
            throw EarlyFinding.invalid(field + " repeats too much for an answer of " + text.length()
                    + " characters: write smaller numbers in its braces");
        }
        return pattern.matcher(text);
    }
}
