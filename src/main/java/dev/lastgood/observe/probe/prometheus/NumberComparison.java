package dev.lastgood.observe.probe.prometheus;

import dev.lastgood.observe.probe.sample.EarlyFinding;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A comparison with a number, such as {@code > 0.05}. */
record NumberComparison(String text, BiPredicate<Double, Double> operator, double number) {

    private static final Pattern TEXT =
            Pattern.compile("(>=|<=|==|!=|>|<) *(-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?)");

    /** @throws EarlyFinding where it is none */
    static NumberComparison of(String text) {
        Matcher parts = TEXT.matcher(text == null ? "" : text);
        if (!parts.matches()) {
            throw EarlyFinding.invalid("prometheus.badWhen is no comparison with a number: write one such as '> 0.05'");
        }
        return new NumberComparison(text, operator(parts.group(1)), Double.parseDouble(parts.group(2)));
    }

    boolean isTrueOf(double value) {
        return operator.test(value, number);
    }

    private static BiPredicate<Double, Double> operator(String sign) {
        // Unboxed: of boxed numbers == compares identities, and equals takes 0 and -0 apart.
        return switch (sign) {
            case ">" -> (a, b) -> a > b;
            case ">=" -> (a, b) -> a >= b;
            case "<" -> (a, b) -> a < b;
            case "<=" -> (a, b) -> a <= b;
            case "==" -> (a, b) -> a.doubleValue() == b.doubleValue();
            default -> (a, b) -> a.doubleValue() != b.doubleValue();
        };
    }
}
