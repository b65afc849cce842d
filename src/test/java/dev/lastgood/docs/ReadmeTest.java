package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** README.md and its companions say what is so. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

    static Stream<Arguments> linked() throws IOException {
        List<Path> pages = new ArrayList<>(
                List.of(README, Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md"), Path.of("RELEASING.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<Arguments> links = new ArrayList<>();
        for (Path page : pages) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .forEach(found -> links.add(Arguments.of(page, found.group(1))));
        }
        return links.stream();
    }

    @ParameterizedTest
    @MethodSource("linked")
    void whatAPageLinksToIsThere(Path page, String link) {
        assertThat(page.resolveSibling(link)).exists();
    }
}
