package dev.lastgood.observe.probe.sample;

import java.util.List;
import java.util.Objects;

/** Checks lists of a spec for elements that could not be read, which are null. */
public final class ReadableList {

    private ReadableList() {}

    /**
     * Returns the list, empty if there is none.
     *
     * @param whatToWrite for the message
     * @throws EarlyFinding if an element could not be read
     */
    public static <T> List<T> of(List<T> given, String whatToWrite) {
        if (given == null) {
            return List.of();
        }
        if (given.stream().anyMatch(Objects::isNull)) {
            throw EarlyFinding.invalid(whatToWrite);
        }
        return given;
    }
}
