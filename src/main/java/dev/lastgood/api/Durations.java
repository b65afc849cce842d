package dev.lastgood.api;

import java.time.Duration;
import java.util.Locale;

/** Durations as Kubernetes writes them: {@code 90s}, {@code 10m}, {@code 1h30m}. */
public final class Durations {

    /**
     * Of a CEL rule, what the CRD schema accepts: hours, minutes and seconds, each at most once, in this order. A rule and
     * no pattern, for a rule has a message.
     */
    public static final String IS_ONE =
            "self.matches('^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$') && size(self) > 0";

    /** The longest text of a duration. */
    public static final int LONGEST = 24;

    /**
     * Returns the duration that {@code text} means, or {@code otherwise} where it is null or empty.
     *
     * @throws java.time.format.DateTimeParseException where the text is none; the CRD schema refuses such a text before
     */
    public static Duration parse(String text, Duration otherwise) {
        return text == null || text.isEmpty() ? otherwise : Duration.parse("PT" + text);
    }

    /** Returns the duration as people write it, such as {@code 1h30m}. */
    public static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private Durations() {}
}
