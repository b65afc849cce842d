package dev.lastgood.simulator.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about the simulator has the table of planted faults. */
class SimulatorPageTest {

    private static final Path PAGE = Path.of("docs/simulator.md");
    private static final String BEGIN = "<!-- planted faults -->\n";
    private static final String END = "<!-- end -->\n";

    /** {@code ./mvnw test -Dtest=SimulatorPageTest -Ddocs.update} writes it again. */
    @Test
    void theTableIsThatOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        String made =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(made);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| invariant | what is wrong | changed method |\n|---|---|---|\n");
        PlantedFaults.ALL.forEach(fault ->
                table.append("| %s | %s | `%s` |%n".formatted(fault.invariant(), fault.rule(), fault.where())));
        return table.toString();
    }
}
