package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.config.AlertsConfig;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.config.ProbesConfig;
import dev.lastgood.config.RestConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** README.md and its companions say what is so. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path SETTINGS = Path.of("docs/settings.md");
    private static final Pattern ROW = Pattern.compile("^\\| `(lastgood\\.[^`]+)` \\|([^|]*)\\|");
    private static final Pattern BRACES = Pattern.compile("(.*)\\{([^}]*)}");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    /** In a row for several columns: each is called as its setting. */
    private static final String AS_ITS_SETTING = "their own names";

    @Test
    void theTableOfSettingsHasEverySettingAndItsDefaultAndNoOther() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (Class<?> mapping : List.of(
                AlertsConfig.class,
                LastgoodConfig.class,
                DatabaseConfig.class,
                NotifyConfig.class,
                ProbesConfig.class,
                RestConfig.class)) {
            collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), settings);
        }

        assertThat(documented()).isEqualTo(settings);
    }

    static Stream<Arguments> linked() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(README, Path.of("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            docs.sorted().forEach(pages::add);
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

    private static void collect(Class<?> mapping, String prefix, Map<String, String> settings) {
        for (Method method : mapping.getDeclaredMethods()) {
            String name = prefix + "." + kebab(method.getName());
            Class<?> type = method.getReturnType();
            if (type.isInterface() && type.getPackage().equals(mapping.getPackage())) {
                collect(type, name, settings);
            } else {
                WithDefault standard = method.getAnnotation(WithDefault.class);
                settings.put(name, standard == null ? "" : standard.value());
            }
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String line : Files.readAllLines(SETTINGS)) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                for (String name : expanded(row.group(1))) {
                    String standard = row.group(2).replace("`", "").strip();
                    settings.put(
                            name,
                            standard.equals(AS_ITS_SETTING)
                                    ? name.substring(name.lastIndexOf('.') + 1).replace('-', '_')
                                    : standard);
                }
            }
        }
        return settings;
    }

    /** {@code a.{b, c}} is two settings. */
    private static List<String> expanded(String cell) {
        Matcher braces = BRACES.matcher(cell);
        return braces.matches()
                ? Stream.of(braces.group(2).split(","))
                        .map(name -> braces.group(1) + name.strip())
                        .toList()
                : List.of(cell);
    }
}
