package dev.lastgood.suite.verify;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tests that are left out, by the reason, which also says what would enable them. */
final class LeftOut {

    private static final int NAMED = 8;

    private final Map<String, TreeSet<String>> byReason = new TreeMap<>();

    void add(String test, String reason) {
        byReason.computeIfAbsent(reason.replaceAll("\\s*\\R\\s*", " "), unseen -> new TreeSet<>())
                .add(test);
    }

    boolean isEmpty() {
        return byReason.isEmpty();
    }

    /** One line without an end; many tests of one reason are counted, few are named. */
    @Override
    public String toString() {
        return byReason.entrySet().stream()
                .map(reason -> tests(reason.getValue()) + " (" + reason.getKey() + ")")
                .collect(Collectors.joining("; "));
    }

    private static String tests(TreeSet<String> tests) {
        if (tests.size() <= NAMED) {
            return String.join(", ", tests);
        }
        long classes = tests.stream()
                .map(test -> test.replaceFirst("\\..*", ""))
                .distinct()
                .count();
        return "tests of " + classes + " classes, " + tests.first() + " to " + tests.last();
    }
}
