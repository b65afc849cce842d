package dev.lastgood.observe.probe.prompt;

import dev.lastgood.api.probe.ForbiddenPattern;
import dev.lastgood.api.probe.PersonalData;
import dev.lastgood.api.probe.PromptExpect;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.ReadableList;
import dev.lastgood.observe.probe.sample.SearchPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an answer must not contain. */
record ForbiddenContent(List<PersonalData> kinds, List<String> phoneRegions, Map<String, SearchPattern> patterns) {

    private static final String CANNOT_BE_READ =
            "what must not stand in an answer cannot be read: write forbid with Email, "
                    + "PhoneNumber, CreditCard or IBAN, phoneRegions such as US, and each of forbidPatterns with name and pattern";

    /** @throws EarlyFinding where it cannot be worked with */
    static ForbiddenContent of(PromptExpect expect) {
        Map<String, SearchPattern> patterns = new TreeMap<>();
        for (ForbiddenPattern pattern : ReadableList.of(expect.forbidPatterns, CANNOT_BE_READ)) {
            patterns.put(
                    String.valueOf(pattern.name),
                    SearchPattern.of("prompt.expect.forbidPatterns " + pattern.name, pattern.pattern));
        }
        return new ForbiddenContent(
                ReadableList.of(expect.forbid, CANNOT_BE_READ),
                ReadableList.of(expect.phoneRegions, CANNOT_BE_READ),
                patterns);
    }

    /** Returns names and numbers of what is found, empty where nothing is. */
    Optional<String> foundIn(String text) {
        List<String> found = new ArrayList<>();
        kinds.forEach(kind -> add(found, kind.name(), PersonalDataSearch.count(kind, text, phoneRegions)));
        patterns.forEach((name, pattern) -> add(found, name, pattern.countIn(text)));
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", found));
    }

    private static void add(List<String> found, String name, int number) {
        if (number > 0) {
            found.add(name + " (" + number + ")");
        }
    }
}
