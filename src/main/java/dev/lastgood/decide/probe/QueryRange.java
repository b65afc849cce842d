package dev.lastgood.decide.probe;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a PromQL query looks back, see https://prometheus.io/docs/prometheus/latest/querying/basics. */
final class QueryRange {

    /** {@code [5m]}, and of a subquery {@code [1h:1m]} the first part. */
    private static final Pattern SELECTOR = Pattern.compile("\\[\\s*((?:[0-9]{1,6}(?:ms|[smhdwy]))+)\\s*[\\]:]");

    private static final Pattern PART = Pattern.compile("([0-9]{1,6})(ms|[smhdwy])");

    /** Returns the longest range that the query names; zero where it names none. */
    static Duration longest(String query) {
        Duration longest = Duration.ZERO;
        Matcher selector = SELECTOR.matcher(query == null ? "" : query);
        while (selector.find()) {
            Duration range = Duration.ZERO;
            Matcher part = PART.matcher(selector.group(1));
            while (part.find()) {
                range = range.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
            }
            longest = range.compareTo(longest) > 0 ? range : longest;
        }
        return longest;
    }

    private static Duration unit(String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            case "w" -> Duration.ofDays(7);
            default -> Duration.ofDays(365);
        };
    }

    private QueryRange() {}
}
