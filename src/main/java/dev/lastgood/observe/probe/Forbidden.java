package dev.lastgood.observe.probe;

import com.google.re2j.Pattern;
import dev.lastgood.api.ForbiddenPattern;
import dev.lastgood.api.PersonalData;
import dev.lastgood.api.PromptExpect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What must not stand in an answer. */
record Forbidden(List<PersonalData> kinds, List<String> phoneRegions, Map<String, Pattern> patterns) {

    /** @throws FoundEarly where it cannot be worked with */
    static Forbidden of(PromptExpect expect) {
        List<PersonalData> kinds = expect.forbid == null ? List.of() : expect.forbid;
        List<String> regions = expect.phoneRegions == null ? List.of() : expect.phoneRegions;
        List<ForbiddenPattern> further = expect.forbidPatterns == null ? List.of() : expect.forbidPatterns;
        if (kinds.contains(null) || regions.contains(null) || further.contains(null)) {
            throw FoundEarly.invalid(
                    "prompt.expect.forbid cannot be read: write Email, PhoneNumber, CreditCard or IBAN, "
                            + "and each of forbidPatterns with name and pattern");
        }
        Map<String, Pattern> patterns = new TreeMap<>();
        for (ForbiddenPattern pattern : further) {
            patterns.put(
                    String.valueOf(pattern.name),
                    Patterns.compile("prompt.expect.forbidPatterns " + pattern.name, pattern.pattern));
        }
        return new Forbidden(kinds, regions, patterns);
    }

    /** Returns names and numbers of what is found, empty where nothing is. */
    Optional<String> foundIn(String text) {
        List<String> found = new ArrayList<>();
        kinds.forEach(kind -> add(found, kind.name(), PersonalDataSearch.count(kind, text, phoneRegions)));
        patterns.forEach((name, pattern) -> add(found, name, PersonalDataSearch.count(pattern, text)));
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", found));
    }

    private static void add(List<String> found, String name, int number) {
        if (number > 0) {
            found.add(name + " (" + number + ")");
        }
    }
}
