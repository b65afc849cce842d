package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages for contributors name classes, members, paths and packages that exist. */
class ContributorPagesTest {

    private static final Path MAP = Path.of("docs/architecture.md");
    private static final List<Path> PAGES = List.of(MAP, Path.of("CONTRIBUTING.md"));
    private static final Path MAIN = Path.of("src/main/java/dev/lastgood");
    private static final Path TESTS = Path.of("src/test/java/dev/lastgood");

    /** A class alone in backticks, perhaps with one of its members. */
    private static final Pattern NAMED_CLASS = Pattern.compile("`([A-Z]\\w*)(?:\\.(\\w+))?`");

    private static final Pattern NAMED_PATH = Pattern.compile("`([\\w.-]+(?:/[\\w.-]+)+/?)`");
    private static final Pattern PACKAGE_ROW = Pattern.compile("(?m)^\\| `([a-z/]+)` \\|");

    /** By its simple name, the text of each file that declares a class of that name, nested or not. */
    private static final Map<String, String> SOURCES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        Pattern declared = Pattern.compile("\\b(?:class|interface|enum|record) (\\w+)");
        for (Path root : List.of(MAIN, TESTS)) {
            for (Path file : javaFiles(root)) {
                String source = Files.readString(file);
                declared.matcher(source)
                        .results()
                        .forEach(found -> SOURCES.merge(found.group(1), source, String::concat));
            }
        }
    }

    static Stream<Arguments> classes() throws IOException {
        return named(NAMED_CLASS)
                .map(named -> Arguments.of(
                        named.page(), named.found().group(1), named.found().group(2)));
    }

    static Stream<Arguments> paths() throws IOException {
        return named(NAMED_PATH)
                .map(named -> Arguments.of(named.page(), named.found().group(1)));
    }

    private record Named(Path page, MatchResult found) {}

    private static Stream<Named> named(Pattern pattern) throws IOException {
        List<Named> all = new ArrayList<>();
        for (Path page : PAGES) {
            pattern.matcher(Files.readString(page)).results().forEach(found -> all.add(new Named(page, found)));
        }
        return all.stream();
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("classes")
    void aNamedClassExists(Path page, String name, String member) {
        assertThat(SOURCES.containsKey(name)).as("%s names %s", page, name).isTrue();
        if (member != null) {
            assertThat(Pattern.compile("\\b" + member + "\\b")
                            .matcher(SOURCES.get(name))
                            .find())
                    .as("%s names %s.%s", page, name, member)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aNamedPathExists(Path page, String path) {
        assertThat(Stream.of(Path.of(""), MAIN, TESTS).map(root -> root.resolve(path)))
                .as("%s names %s", page, path)
                .anyMatch(Files::exists);
    }

    @Test
    void theTableOfPackagesIsComplete() throws IOException {
        List<String> packages = javaFiles(MAIN).stream()
                .map(file -> MAIN.relativize(file.getParent()).toString())
                .distinct()
                .toList();
        assertThat(PACKAGE_ROW.matcher(Files.readString(MAP)).results().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(packages);
    }
}
