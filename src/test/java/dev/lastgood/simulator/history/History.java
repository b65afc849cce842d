package dev.lastgood.simulator.history;

import dev.lastgood.simulator.world.Terms;
import java.util.List;

/** Terms, and what happens under them. */
public record History(Terms terms, List<Event> events) {

    /** Copies the list. */
    public History {
        events = List.copyOf(events);
    }

    /** As source of a story that can be pasted as a test. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("story(terms()");
        terms.unusual().forEach((name, value) -> text.append(".with(\"")
                .append(name)
                .append("\", ")
                .append(value)
                .append(")"));
        text.append(")\n");
        String separator = "        .play(\n";
        for (Event event : events) {
            text.append(separator).append("                ").append(event);
            separator = ",\n";
        }
        return text.append(");").toString();
    }
}
