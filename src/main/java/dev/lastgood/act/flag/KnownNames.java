package dev.lastgood.act.flag;

import java.util.Collection;
import java.util.stream.Collectors;

/** The names that a message lists to help with a misspelt one: bounded, since they come from somebody's document. */
final class KnownNames {

    private static final int NAMES = 8;
    private static final int LENGTH = 63;

    private KnownNames() {}

    /** For example {@code "on", "off"}, or {@code none}. */
    static String of(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String listed = names.stream().limit(NAMES).map(KnownNames::quoted).collect(Collectors.joining(", "));
        return names.size() <= NAMES ? listed : listed + " and " + (names.size() - NAMES) + " more";
    }

    /** One name in quotes, cut, and without what could break out of a line of a log. */
    static String quoted(String name) {
        String cut = name.length() <= LENGTH ? name : name.substring(0, LENGTH) + "...";
        return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
