package dev.lastgood.observe.probe.prompt;

import dev.lastgood.observe.probe.sample.EarlyFinding;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** An answer that is known to be good, and how far from it an answer may be. */
record GoldenText(String text, double maxDistance) {

    /** Comparing takes the product of both lengths. */
    private static final int LONGEST_GOLDEN = 4096;

    private static final int LONGEST_ANSWER = 16_384;

    /** @throws EarlyFinding where it cannot be worked with */
    static GoldenText of(String text, double maxDistance) {
        if (text.strip().length() > LONGEST_GOLDEN) {
            throw EarlyFinding.invalid(
                    "the golden answer has more than " + LONGEST_GOLDEN + " characters: write a shorter one");
        }
        return new GoldenText(text.strip(), Math.min(1, Math.max(0, maxDistance)));
    }

    /** Returns why an answer is too far, empty where it is not. */
    Optional<String> tooFar(String given) {
        String answer = given.strip();
        if (answer.length() > LONGEST_ANSWER) {
            return Optional.of("has " + answer.length() + " characters, more than the " + LONGEST_ANSWER
                    + " that are compared with the golden answer");
        }
        int longer = Math.max(answer.length(), text.length());
        int allowed = (int) Math.floor(maxDistance * longer);
        return new LevenshteinDistance(allowed).apply(text, answer) >= 0
                ? Optional.empty()
                : Optional.of("is farther than " + maxDistance + " from the golden answer (more than " + allowed
                        + " of " + longer + " characters)");
    }
}
