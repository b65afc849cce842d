package dev.lastgood.observe.probe.sample;

import java.util.List;
import java.util.Objects;

/** Lists as they were read: what could not be read is null. */
public final class ReadableList {

    private ReadableList() {}

    /**
     * Returns the list, empty where there is none.
     *
     * @param whatToWrite for the message
     * @throws EarlyFinding where an element could not be read
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
