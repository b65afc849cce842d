package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.revision.RevisionExample;
import dev.lastgood.decide.workload.KnownNoise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of noise and the examples of docs/revisions.md are those of the code and its tests. */
class RevisionsPageTest {

    private static final Path PAGE = Path.of("docs/revisions.md");

    /** {@code ./mvnw test -Dtest=RevisionsPageTest -Ddocs.update} writes them again. */
    @Test
    void theListsAreThoseOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        String made = with(with(page, "noise", noise()), "examples", examples());
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, made);
            page = made;
        }
        assertThat(page).isEqualTo(made);
    }

    private static String noise() {
        return "| what | names |\n|---|---|\n"
                + KnownNoise.lines().stream()
                        .map(line -> "| " + line.get(0) + " | "
                                + line.stream()
                                        .skip(1)
                                        .map(name -> "`" + name + "`")
                                        .collect(Collectors.joining(", "))
                                + " |\n")
                        .collect(Collectors.joining());
    }

    private static String examples() {
        List<RevisionExample> all = RevisionExample.all();
        return "| what changes | new revision? | in `status.ignored` |\n|---|---|---|\n"
                + all.stream()
                        .map(example -> "| " + example.what() + " | "
                                + (example.expected()
                                                .path("revision")
                                                .textValue()
                                                .equals("new")
                                        ? "yes"
                                        : "no")
                                + " | "
                                + example.ignored().entrySet().stream()
                                        .map(e -> e.getKey() + ": " + e.getValue())
                                        .collect(Collectors.joining(", "))
                                + " |\n")
                        .collect(Collectors.joining());
    }

    private static String with(String page, String name, String text) {
        String begin = "<!-- " + name + ": generated, see RevisionsPageTest -->\n";
        String end = "<!-- end of " + name + " -->";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(page).contains(begin, end);
        return page.substring(0, from) + text + page.substring(to);
    }
}
