package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that CONTRIBUTING.md names are ones that the build knows. */
class ContributingTest {

    private static final Path PAGE = Path.of("CONTRIBUTING.md");
    private static final List<String> GOALS = List.of("verify", "test", "package", "spotless:apply");

    /** Each command, from {@code ./mvnw} to the end of its code. */
    static Stream<String> commands() throws IOException {
        return Pattern.compile("(?m)\\./mvnw [^`#\\n]+")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group().strip());
    }

    static Stream<String> scripts() throws IOException {
        return Pattern.compile("(?m)^(?:\\.ci|examples|image)/[\\w/.-]+")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void mavenKnowsTheCommand(String command) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String word : command.split(" ")) {
            if (word.startsWith("-P")) {
                assertThat(pom).contains("<id>" + word.substring(2) + "</id>");
            } else if (word.startsWith("-Dtest=") || word.startsWith("-Dit.test=")) {
                assertThat(testNamed(word.substring(word.indexOf('=') + 1)))
                        .as(word)
                        .isTrue();
            } else if (!word.startsWith("-") && !word.equals("./mvnw")) {
                assertThat(word).isIn(GOALS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void theScriptIsThere(String script) {
        assertThat(Path.of(script)).isExecutable();
    }

    private static boolean testNamed(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.anyMatch(file -> file.endsWith(name + ".java"));
        }
    }
}
