package dev.lastgood.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was measured, as a table for people and as {@code target/bench.json} for programs. */
final class Report {

    private static final Path FILE = Path.of("target", "bench.json");

    private final List<Measure> measures = new ArrayList<>();
    private final List<String> goals = new ArrayList<>();

    void add(Measure measure, String goal) {
        measures.add(measure);
        goals.add(goal);
    }

    void write(PrintStream out) throws IOException {
        Files.write(FILE, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(measures));
        out.printf(
                "%n%-58s %5s %9s %9s  %9s %9s  %6s %6s  %s%n",
                "", "n", "p50", "p99", "floor p50", "p99", "ratio", "p99", "goal");
        for (int i = 0; i < measures.size(); i++) {
            Measure m = measures.get(i);
            out.printf("%-58s %5d %9.2f %9.2f  ", m.name() + " [" + m.unit() + "]", m.n(), m.p50(), m.p99());
            out.printf(
                    m.floorP50() == null ? "%9s %9s  %6s %6s" : "%9.2f %9.2f  %5.2fx %5.2fx",
                    m.floorP50() == null
                            ? new Object[] {"", "", "", ""}
                            : new Object[] {m.floorP50(), m.floorP99(), m.p50() / m.floorP50(), m.p99() / m.floorP99()
                            });
            out.printf("  %s%n", goals.get(i));
        }
        out.printf("written to %s%n", FILE);
    }
}
